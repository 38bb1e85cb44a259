import type {AuditAct} from '../../model/audit.ts';
import type {AuditLine} from '../../workflows/ports.ts';
import type {HistoryReport} from '../../workflows/tell-history.ts';
import {actor, bold, type Card, code, line, moment, small} from '../kit.ts';

const words: Readonly<Record<AuditAct, string>> = {
	'suppression-looked-up': 'looked it up',
	'delivery-diagnosed': 'checked its delivery',
	'card-shared': 'shared the card with a channel',
	'confirmation-form-given': 'got the confirmation form to send a confirmation',
	'send-refused': 'was not let send a mail again',
	'confirmation-intended': 'asked for a confirmation',
	'confirmation-sent': 'had GitLab take its form for a confirmation',
	'confirmation-failed': 'could not have a confirmation sent',
	'confirmation-unknown': 'had a confirmation sent, or did not: nobody knows',
	'suppression-removal-intended': 'asked to remove the entry',
	'suppression-removed': 'removed the entry',
	'suppression-already-gone': 'wanted to remove an entry that was gone already',
	'suppression-removal-failed': 'could not remove the entry',
	'suppression-restore-intended': 'asked to put the entry back',
	'suppression-restored': 'put the entry back',
	'suppression-restore-failed': 'could not put the entry back',
	'log-looked-up': 'read the delivery log',
	'message-previewed': 'looked at a message',
	'resend-intended': 'asked to send a message once more, to the same address',
	'resend-sent': 'sent a message once more, to the same address',
	'resend-failed': 'could not send a message once more',
	'resend-unknown': 'sent a message once more, or did not: nobody knows',
	'request-refused': 'was refused a resend',
	'request-created': 'asked for a resend to another address',
	'request-approved': 'approved a resend to another address',
	'request-denied': 'denied a resend to another address',
	'request-cancelled': 'cancelled a resend to another address',
	'request-expired': 'let a request for a resend expire',
	'request-voided': 'made a request for a resend void',
	'request-decision-lost': 'wanted to decide a request that was settled already',
	'request-sending-intended': 'began to send the approved message',
	'request-sent': 'sent the approved message',
	'request-returned': 'could not send the approved message yet',
	'request-failed': 'could not send the approved message',
	'request-unknown': 'sent the approved message, or did not: nobody knows',
	'request-marked-sent': 'marked a resend as sent',
	'request-marked-not-sent': 'marked a resend as not sent',
	'request-send-again': 'had a resend sent again',
	'ticket-comment-intended': 'began to write a comment into the ticket',
	'ticket-comment-written': 'wrote a comment into the ticket',
	'ticket-comment-found': 'found the comment in the ticket already',
	'ticket-comment-failed': 'could not write a comment into the ticket',
	'ticket-comment-unknown': 'wrote a comment into the ticket, or did not: nobody knows',
	'history-looked-up': 'read its history',
	'reset-form-given': 'got the form to send a password reset',
	'portal-form-given': 'got the confirmation form of the Customers Portal',
	'reset-reported-sent': 'sent a password reset by the form',
	'reset-intended': 'asked for a password reset',
	'reset-sent': 'had GitLab take its form for a password reset',
	'reset-failed': 'could not have a password reset sent',
	'reset-unknown': 'had a password reset sent, or did not: nobody knows',
	'escalation-intended': 'asked for a console escalation',
	'escalation-opened': 'opened a console escalation',
	'escalation-failed': 'could not open a console escalation',
	'support-pin-matched': 'compared the Support PIN, and it matched',
	'support-pin-not-matched': 'compared the Support PIN, and it did not match',
	'support-pin-absent': 'wanted to compare a Support PIN that is not there',
	'support-pin-revoke-intended': 'asked to revoke the Support PIN',
	'support-pin-revoked': 'revoked the Support PIN',
	'support-pin-revoke-failed': 'could not revoke the Support PIN',
	'support-pin-revoke-unknown': 'revoked the Support PIN, or did not: nobody knows',
	'bulk-removal-begun': 'began a bulk removal',
	'bulk-removal-ended': 'ended a bulk removal',
	'domain-swept': 'swept the domain',
	'domain-scan-begun': 'began a deep scan of the domain',
	'domain-scan-ended': 'ended a deep scan of the domain',
	'domain-scan-cancelled': 'cancelled a deep scan of the domain',
	'sweep-exported': 'exported a sweep',
	'automation-begun': 'looked at the ticket by itself',
	'automation-left-alone': 'left the ticket to people',
	'automation-ended': 'ended its own look at the ticket',
	'automation-switched': 'switched the automation',
	'person-erased': 'erased a person',
	'delivery-watched': 'asked to follow a mail',
	'delivery-seen': 'saw what became of a mail',
	refused: 'was refused',
};

export function historyCard(report: HistoryReport): Card {
	const {address, lines, hasMore} = report;
	if (lines.length === 0) {
		const text = 'Redeliver has done nothing for this address so far.';
		return {text, blocks: [line(bold(text), ' ', code(address.typed)), small('Look it up with /suppression and the address.')]};
	}
	const headline = 'What Redeliver did for';
	return {
		text: `${headline} ${address.text}`,
		blocks: [
			line(bold(headline), ' ', code(address.typed)),
			...lines.map(historyLine),
			small(hasMore ? `The newest ${lines.length} entries. The rest stands in the audit trail.` : 'That is all, newest first.'),
		],
	};
}

function historyLine(entry: AuditLine) {
	const place = placeOf(entry);
	const ticket = entry.ticket === undefined ? '' : `, ticket ${entry.ticket}`;
	return line(moment(entry.at), ' · ', actor(entry.actor), ` ${words[entry.act]}${place}${ticket}`);
}

function placeOf(entry: AuditLine): string {
	const details = entry.before ?? entry.after;
	const domain = details?.sendingDomain;
	const kind = details?.kind;
	return typeof domain === 'string' && typeof kind === 'string' ? ` (${kind}, ${domain})` : '';
}

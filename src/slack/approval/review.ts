import type {KnownBlock, ModalView} from '@slack/types';
import {readAddress} from '../../model/address.ts';
import {type ResendRequest, shortFingerprint} from '../../model/approval.ts';
import type {Known} from '../../model/known.ts';
import type {MaskedMail} from '../../model/redaction.ts';
import {type Risk, type RiskFacts, risksOf} from '../../model/request-risks.ts';
import {reviews} from '../ids.ts';
import {bold, type Card, code, divider, line, moment, person, plain, small} from '../kit.ts';
import {mailBlocks} from '../preview/blocks.ts';
import {verificationLabels} from '../resend/modal.ts';
import {differenceLines, lettersLines, likeness} from './addresses.ts';
import {evidencePieces} from './evidence.ts';
import {accountPieces} from './resend-lines.ts';
import {kindWords} from './words.ts';

export interface Review {
	readonly dialogId: string;
	readonly request: ResendRequest;
	readonly facts: RiskFacts;
	/** Undefined: Mailgun keeps it no longer. */
	readonly mail: Known<MaskedMail | undefined>;
	/** Base URL of the ticket system, if there is one. */
	readonly ticketSystem: string | undefined;
	readonly now: Date;
}

/** Everything that is approved, in full. The submission is the decision. */
export function reviewModal(review: Review): ModalView {
	const {request, facts} = review;
	return {
		type: 'modal',
		callback_id: reviews.resend.modal.id,
		private_metadata: review.dialogId,
		title: plain(reviews.resend.title),
		submit: plain('Approve and Send'),
		close: plain('Cancel'),
		blocks: [
			line(bold('This gives access to the account to whoever reads the mail at the new address.')),
			...addressBlocks(request),
			divider,
			...messageBlocks(review),
			...proofBlocks(review),
			...riskBlocks(request, facts),
			divider,
			...previewBlocks(review.mail),
			small(`${request.id} · fingerprint ${shortFingerprint(request.fingerprint)}`),
		],
	};
}

const notWhole = 'The addresses of this request cannot be shown as one plain address each, so it cannot be approved. Nothing was sent.';

/** What a manager cannot see in full is not approved. */
export function unreviewable({message, target}: ResendRequest): Card | undefined {
	const isWhole = [message.originalRecipient, target].every((address) => readAddress(address).ok);
	return isWhole ? undefined : {text: notWhole, blocks: [line(bold(notWhole))]};
}

function addressBlocks({message, target}: ResendRequest): readonly KnownBlock[] {
	const {originalRecipient} = message;
	const like = likeness(originalRecipient, target);
	return [
		line(bold('It went to: '), code(originalRecipient)),
		line(bold('It shall go to: '), code(target)),
		...differenceLines(originalRecipient, target),
		...lettersLines([originalRecipient, target]),
		...(like === undefined ? [] : [line(bold('Risk: '), likenessWords[like])]),
	];
}

const likenessWords = {
	address: 'the new address looks like the old one, but is another one. Read both letter by letter.',
	domain: 'the domain of the new address looks like the old one, but is another one. Read both letter by letter.',
} as const;

function messageBlocks({request, now}: Review): readonly KnownBlock[] {
	const {message, account} = request;
	return [
		line(bold('Account: '), ...accountPieces({account})),
		line(
			bold('Message: '),
			`${kindWords[message.kind]}, `,
			code(message.subject),
			', sent ',
			moment(message.sentAt),
			` (${ageOf(message.sentAt, now)})`,
		),
		...(message.diesAt === undefined
			? []
			: [line(bold(message.diesAt > now ? 'Its code works until ' : 'Its code is dead since '), moment(message.diesAt))]),
	];
}

function proofBlocks({request, ticketSystem}: Review): readonly KnownBlock[] {
	return [
		line(bold('Verification: '), verificationLabels[request.verification]),
		line(bold('Evidence: '), ...evidencePieces(request.evidence, ticketSystem)),
		line(bold('Reason: '), code(request.reason)),
		line(bold('Ticket: '), code(request.ticket), bold('  Requested by: '), person(request.requesterId)),
		line(bold('Expires: '), moment(request.expiresAt)),
	];
}

function ageOf(sentAt: Date, now: Date): string {
	const minutes = Math.max(0, Math.round((now.getTime() - sentAt.getTime()) / 60_000));
	if (minutes < 120) return `${minutes} minutes old`;
	return minutes < 2880 ? `${Math.round(minutes / 60)} hours old` : `${Math.round(minutes / 1440)} days old`;
}

function riskBlocks(request: ResendRequest, facts: RiskFacts): readonly KnownBlock[] {
	const risks = risksOf(request, facts);
	return [
		...risks.map((risk) => line(bold('Risk: '), riskWords[risk](facts))),
		...(risks.includes('target-of-others') ? [] : [line(bold('Same target for other accounts: '), 'no.')]),
		line(bold('Requests of this requester in the last 7 days: '), String(facts.requestsThisWeek)),
		...ticketLines(risks, facts),
	];
}

/** What is no risk is said too: whoever decides sees that it was looked at. */
function ticketLines(risks: readonly Risk[], {ticket}: RiskFacts): readonly KnownBlock[] {
	if (ticket === undefined) return [line(bold('Ticket’s requester: '), 'not compared with the target, for no ticket system tells it.')];
	const isRisk = risks.some((risk) => risk.startsWith('ticket-'));
	return isRisk ? [] : [line(bold('Ticket’s requester: '), 'has the target address.')];
}

const riskWords: Readonly<Record<Risk, (facts: RiskFacts) => string>> = {
	'target-of-others': ({otherAccountsOfTarget}) => `the same target was asked for with ${otherAccountsOfTarget} other account(s).`,
	'ticket-of-another': () => 'whoever wrote the ticket does not have the target address.',
	'ticket-unknown': () => 'Zendesk does not tell now who wrote the ticket.',
	'ticket-gone': () => 'Zendesk knows no such ticket now.',
	'owner-unknown': () => 'GitLab does not tell now whose the old address is.',
	'owner-gone': () => 'GitLab knows no account with the old address now.',
	'owner-changed': () => 'the old address belongs to another account now than at the request.',
	'owner-newer': () => 'the account was made after this mail: it may be somebody else’s.',
};

function previewBlocks(mail: Review['mail']): readonly KnownBlock[] {
	if (!mail.known) return [line('The message cannot be shown now.')];
	if (mail.value === undefined) return [line(bold('Mailgun keeps the message no longer, so it cannot be sent.'))];
	return mailBlocks(mail.value, 2);
}

import {type Account, isPrimary, secondaryOf} from './account.ts';
import type {Message, MessageState} from './delivery.ts';
import {blockingEntries, type Scene} from './diagnosis-facts.ts';
import {maskLinks} from './link-masking.ts';
import {kindOf, type MailKind, plainSubject} from './mail-kind.ts';
import {portalAccountWords} from './portal.ts';
import {classifyReply, type SmtpReply} from './smtp-reply.ts';
import type {Suppression} from './suppression.ts';

/** One thing that a source said. Without a date: it says how things stand now. */
export interface Evidence {
	/** `gitlab`, `portal`, `mailgun:<domain>:bounces|complaints|unsubscribes|log`. */
	readonly source: string;
	readonly at: Date | undefined;
	readonly text: string;
}

/** The words of the sources, as they are printed for programs too. */
export const listSource = (entry: Pick<Suppression, 'sendingDomain' | 'kind'>) => `mailgun:${entry.sendingDomain}:${entry.kind}s`;
export const logSource = (sendingDomain: string) => `mailgun:${sendingDomain}:log`;

const shownMessages = 4;

/**
 * What the verdict rests on. About an address that nobody named (`disclosed` false) it tells neither domain nor server, nor what the
 * server wrote, for that may repeat them.
 */
export function evidenceOf(scene: Scene, disclosed: boolean): readonly Evidence[] {
	return [...portalEvidence(scene), ...accountEvidence(scene), ...listEvidence(scene, disclosed), ...logEvidence(scene, disclosed)];
}

/** As the agent read it; it stands for the admin page, which nobody can ask. */
function portalEvidence({facts: {portal}}: Scene): readonly Evidence[] {
	if (portal?.told === undefined) return [];
	return [{source: 'portal', at: undefined, text: portalAccountWords(portal.told)}];
}

function accountEvidence({facts}: Scene): readonly Evidence[] {
	if (!facts.account.known) return [];
	const account = facts.account.value;
	if (account === undefined) {
		const text = facts.by === 'address' ? 'no account owns this address' : 'no account of this name or number';
		return [{source: 'gitlab', at: undefined, text}];
	}
	const state = account.state === 'active' ? '' : `, ${account.state}`;
	const locked = account.locked ? ', locked' : '';
	const made = {
		source: 'gitlab',
		at: account.createdAt,
		text: `account @${account.username} (id ${account.id}) created${state}${locked}${ownershipWords(account, facts.address)}`,
	};
	const confirmed =
		account.confirmedAt === undefined
			? {source: 'gitlab', at: undefined, text: 'the primary address is not confirmed'}
			: {source: 'gitlab', at: account.confirmedAt, text: 'the primary address was confirmed'};
	return [made, confirmed];
}

function ownershipWords(account: Account, address: string | undefined): string {
	if (address === undefined) return '';
	if (isPrimary(account, address)) return '; the address is its primary one';
	const secondary = secondaryOf(account, address);
	if (secondary !== undefined)
		return `; the address is a${secondary.confirmedAt === undefined ? 'n unconfirmed' : ' confirmed'} secondary one`;
	return account.secondaryEmails === undefined ? '' : '; the address is not on it';
}

function listEvidence(scene: Scene, disclosed: boolean): readonly Evidence[] {
	const blocking = blockingEntries(scene);
	return scene.facts.lists.flatMap(({answer}) => {
		if (answer.status !== 'answered') return [];
		return answer.entries.map((entry) => {
			const harmless = blocking.includes(entry) ? '' : '; does not block this mail';
			return {source: listSource(entry), at: entry.createdAt, text: `${entryWords(entry, disclosed)} (${entry.sendingDomain})${harmless}`};
		});
	});
}

function entryWords(entry: Suppression, disclosed: boolean): string {
	if (entry.kind === 'bounce') return ['bounce', ...replyWords(entry, disclosed)].join(' ');
	return entry.kind === 'unsubscribe' && !entry.tags.includes('*') ? `unsubscribe from ${entry.tags.join(', ')}` : entry.kind;
}

function replyWords(reply: SmtpReply, disclosed: boolean): readonly string[] {
	return [reply.code, disclosed ? withoutLinks(reply.text) : classifyReply(reply)].filter((word) => word !== '');
}

/** A filter may quote the link of the mail that it refused. */
function withoutLinks(text: string): string {
	return maskLinks(text, (place) => place);
}

function logEvidence(scene: Scene, disclosed: boolean): readonly Evidence[] {
	return scene.facts.logs.flatMap(({sendingDomain, messages}) => {
		if (!messages.known) return [];
		const own = sendingDomain === scene.facts.sendingDomain;
		return (own ? messages.value.slice(0, shownMessages) : newestElsewhere(messages.value, scene.missed)).map((message) => ({
			source: logSource(sendingDomain),
			at: message.stateAt,
			text: `${subjectWords(scene, message, disclosed)} ${messageWords(message, disclosed)} (${sendingDomain})`,
		}));
	});
}

/** Of the missed kind, if there is one: it may have been asked for at the wrong site. */
function newestElsewhere(messages: readonly Message[], missed: MailKind): readonly Message[] {
	const newest = messages.find(({kind}) => kind === missed) ?? messages[0];
	return newest === undefined ? [] : [newest];
}

/** Some subjects name people and projects; those of the known kinds are the same for everybody. */
function subjectWords({facts}: Scene, {subject, sendingDomain}: Message, disclosed: boolean): string {
	if (disclosed) return `“${subject}”`;
	const isOwn = sendingDomain === facts.sendingDomain;
	return isOwn && kindOf(facts.kinds, facts.site, subject) !== undefined ? `“${plainSubject(subject)}”` : 'another mail';
}

const stateWords: Readonly<Record<MessageState, string>> = {
	accepted: 'taken in by Mailgun, no attempt in the log yet',
	delivered: 'delivered',
	delayed: 'delayed',
	failed: 'failed for good',
	dropped: 'dropped, the address was suppressed then',
	rejected: 'rejected by Mailgun',
};

function messageWords(message: Message, disclosed: boolean): string {
	const {state, last, openedAt} = message;
	const opened = openedAt === undefined ? '' : ', opened by the recipient';
	if (state === 'accepted' || state === 'dropped') return stateWords[state];
	const mx = disclosed && last.mxHost !== '' ? `by ${last.mxHost}` : '';
	if (state === 'delivered') {
		const id = disclosed && message.messageId !== '' ? `Message-Id ${message.messageId}` : '';
		return `${[stateWords.delivered, last.code, [mx, id].filter((word) => word !== '').join(', ')].filter((word) => word !== '').join(' ')}${opened}`;
	}
	return [stateWords[state], ...replyWords(last, disclosed), mx].filter((word) => word !== '').join(' ');
}

/** What an administrator of the recipient's server can search for. Of what comes from outside, only names get into it. */
export function receiptOf({last, messageId}: Message): string {
	const server = /^[\w.-]{1,255}$/.test(last.mxHost) ? ` from ${last.mxHost}` : '';
	const id = /^[\w.+=$-]{1,200}@[\w.-]{1,200}$/.test(messageId) ? `, Message-Id ${messageId}` : '';
	return `code ${/^\d{3}$/.test(last.code) ? last.code : '250'}${server}${id}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mailgun · 12 Nov 09:14 UTC · bounce 550 5.1.1 user unknown (mg.gitlab.com)` */
export function evidenceLine({source, at, text}: Evidence): string {
	return [serviceOf(source), ...(at === undefined ? [] : [shortUtc(at)]), text].join(' · ');
}

const services: ReadonlyMap<string, string> = new Map([
	['gitlab', 'GitLab'],
	['portal', 'Customers Portal'],
	['zendesk', 'Zendesk'],
]);

export function serviceOf(source: string): string {
	return services.get(source) ?? 'Mailgun';
}

/** `12 Nov 09:14 UTC` */
export function shortUtc(date: Date): string {
	return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.toISOString().slice(11, 16)} UTC`;
}

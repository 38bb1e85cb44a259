import type {AuditNote} from '../model/audit.ts';
import {ServiceRefused, ServiceUnavailable} from '../model/errors.ts';
import type {MailKind} from '../model/mail-kind.ts';
import {withoutAddresses} from '../model/redaction.ts';
import {afterLook, type Found, findWatched, isEnd, nextLook, typedRecipient, type Watch} from '../model/watch.ts';
import {searchMail} from './find-sent.ts';
import type {Announcements, DeliveryLog, Requests, Watches} from './ports.ts';

export interface WatchDeps {
	readonly watches: Watches;
	readonly log: DeliveryLog;
	readonly announcements: Pick<Announcements, 'tellWatch'>;
	readonly requests: Pick<Requests, 'now'>;
	readonly meaningOf: (sendingDomain: string, subject: string) => {readonly kind: MailKind};
}

/** In seconds. */
const firstLook = 2;

/** One look into the log, told if it shows anything new; then again later, until an end. */
export async function watchDelivery(deps: WatchDeps, watch: Watch): Promise<void> {
	const now = await deps.requests.now();
	let current = watch;
	try {
		current = await look(deps, watch, now);
		if (current.state !== current.told) await tell(deps, current);
	} finally {
		await deps.watches.postpone(watch.id, watch.told === undefined ? firstLook : nextLook(current, now));
	}
}

/** Nobody asks for a mail in the second after a removal: of the next mail it is told first that it is watched for. */
async function look(deps: WatchDeps, watch: Watch, now: Date): Promise<Watch> {
	const isNew = watch.told === undefined && watch.mail.messageId === undefined;
	if (isNew || isEnd(watch.state)) return watch;
	const news = afterLook(watch, await find(deps, watch, now), now);
	if (news.state === watch.state) return watch;
	const note = isEnd(news.state) ? noteOf({...watch, ...news}) : undefined;
	return (await deps.watches.saw(watch.id, news, note)) ?? watch;
}

async function find(deps: WatchDeps, {mail}: Watch, now: Date): Promise<Found | 'unanswered' | undefined> {
	try {
		const events = await searchMail(deps.log, mail, now);
		return findWatched(mail, events, (subject) => deps.meaningOf(mail.sendingDomain, subject).kind);
	} catch (error) {
		if (error instanceof ServiceUnavailable || error instanceof ServiceRefused) return 'unanswered';
		throw error;
	}
}

/** The trail never learns an address that nobody named, nor what its server replied. */
function noteOf(watch: Watch): AuditNote {
	const {id, ticket, state, seen, mail} = watch;
	const named = typedRecipient(watch);
	const reply = named === undefined || seen === undefined ? '' : [seen.code, seen.text].join(' ').trim();
	const after = {state, sendingDomain: mail.sendingDomain, reply: withoutAddresses(reply).slice(0, 200)};
	return {actor: 'redeliver', act: 'delivery-seen', subject: named === undefined ? undefined : mail.recipient, ticket, deed: id, after};
}

/**
 * Slack takes no key that would make a repeated post harmless, and its history is not ours to read. So the intent is kept first: when a
 * process dies between posting and noting where, nobody knows of the message, no other one follows on the way, and only the end is posted
 * anew. Once too often is the lesser evil there than never.
 */
async function tell(deps: WatchDeps, watch: Watch): Promise<void> {
	const {id, state, ts} = watch;
	if (ts === undefined && !(await mayPost(deps, watch))) return deps.watches.told(id, state, undefined);
	try {
		await deps.watches.told(id, state, await deps.announcements.tellWatch(watch));
	} catch (error) {
		if (error instanceof ServiceRefused) await deps.watches.told(id, state, undefined);
		if (ts === undefined && error instanceof ServiceUnavailable && error.neverSent) await deps.watches.notPosted(id);
		throw error;
	}
}

/** What was stopped before anybody read of it needs no message. */
async function mayPost({watches}: WatchDeps, {id, state}: Watch): Promise<boolean> {
	if (state === 'stopped') return false;
	return (await watches.mayPost(id)) || isEnd(state);
}

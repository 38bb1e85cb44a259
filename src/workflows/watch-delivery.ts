import {nextLook, stateOfEvents, watchFor} from '../model/delivery.ts';
import {findSent} from './find-sent.ts';
import type {Announcements, AuditTrail, DeliveryLog, DeliveryWatch, Requests, Watches} from './ports.ts';

export interface WatchDeps {
	readonly watches: Watches;
	readonly log: DeliveryLog;
	readonly announcements: Announcements;
	readonly audit: AuditTrail;
	readonly requests: Pick<Requests, 'now'>;
}

/** One look into the log, told if it shows anything new; then again later, until the end or an hour. */
export async function watchDelivery(deps: WatchDeps, watch: DeliveryWatch): Promise<void> {
	const now = await deps.requests.now();
	const age = now.getTime() - watch.since.getTime();
	const seen = await look(deps, watch, now);
	const current = age > watchFor && !isFinal(seen) ? {...seen, state: 'silent' as const} : seen;
	if (current.state !== watch.told) {
		if (isFinal(current)) {
			const after = {state: current.state, reply: current.reply.slice(0, 200)};
			await deps.audit.record({actor: 'redeliver', act: 'delivery-seen', subject: watch.recipient, deed: watch.id, after});
		}
		await deps.watches.told(watch.id, await deps.announcements.tellWatch(current), current.state);
	}
	await deps.watches.postpone(watch.id, nextLook(age));
}

async function look(deps: WatchDeps, watch: DeliveryWatch, now: Date): Promise<DeliveryWatch> {
	const seen = stateOfEvents(await findSent(deps.log, watch, now).catch(() => []));
	return seen === undefined ? watch : {...watch, state: seen.state, reply: [seen.last.code, seen.last.text].join(' ').trim()};
}

function isFinal({state}: DeliveryWatch): boolean {
	return state === 'delivered' || state === 'failed' || state === 'dropped' || state === 'rejected';
}

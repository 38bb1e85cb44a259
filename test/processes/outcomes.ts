import {sql} from 'kysely';
import {places} from '../../src/sandbox/world.ts';
import {recipientsOf, resendsOf} from '../support/invariants.ts';
import {readMessage} from '../support/stage.ts';
import type {Case} from './cases.ts';
import type {Scene} from './scene.ts';

/** What a request may end in without anybody's help. */
const settled = /: (?:Sent|Not known whether it was sent)$/;

/** How many mails to this address Mailgun accepted. */
export function mailsTo({world}: Pick<Scene, 'world'>, target: string): number {
	return resendsOf(world.mailgun).filter((request) => request.status === 200 && recipientsOf(request).includes(target)).length;
}

/** The last words of the request's card. */
export function titleOf({world}: Pick<Scene, 'world'>, {card}: Case): string {
	return world.slack.allMessages(places.approvals).find((message) => message.ts === card.ts)?.text ?? '';
}

/** Until the cards of all of them say so. */
export async function untilSettled(scene: Scene, cases: readonly Case[], withinMs: number): Promise<void> {
	await scene.world.slack.until(() => cases.every((one) => settled.test(titleOf(scene, one))), withinMs);
}

/** What stands in the thread of a case, the card among it. */
export function threadOf({world}: Pick<Scene, 'world'>, {card}: Case): readonly string[] {
	return world.slack
		.allMessages(places.approvals)
		.filter((message) => message.threadTs === card.threadTs)
		.map(readMessage);
}

export function statesOf(scene: Scene, ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
	return scene.onDatabase(async (db) => {
		const rows = await db.selectFrom('approval_request').select(['id', 'state']).where('id', 'in', ids).execute();
		return Object.fromEntries(rows.map(({id, state}) => [id, state]));
	});
}

/** How often each act stands in the trail of each of these requests. */
export function actsOf(scene: Scene, ids: readonly string[]): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>> {
	return scene.onDatabase(async (db) => {
		const {rows} = await sql<{deed: string; acts: Record<string, number>}>`select deed, json_object_agg(act, count) as acts
			from (select deed, act, count(*)::int as count from audit_entry where deed = any(${ids}::text[]) group by deed, act) as counted
			group by deed`.execute(db);
		return Object.fromEntries(rows.map(({deed, acts}) => [deed, acts]));
	});
}

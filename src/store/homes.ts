import {type Kysely, type RawBuilder, type Selectable, sql} from 'kysely';
import {undoHours} from '../model/suppression.ts';
import type {HomeReading, Homes, OpenHome} from '../workflows/ports.ts';
import {databaseTime, keeping, lease, present} from './keeping.ts';
import {createLeases} from './lease.ts';
import {removalOf} from './removals.ts';
import {requestOf} from './request-row.ts';
import type {Schema} from './schema.ts';
import {watchOf} from './watches.ts';

/** A home that was opened longer ago is hardly looked at: opening it again shows it anew. */
const isLookedAt = sql<boolean>`opened_at > present() - interval '8 hours'`;

/** Nobody reads faster, and Slack takes about a hundred views a minute (docs.slack.dev/reference/methods/views.publish, tier 4). */
const pauseSeconds = 4;
const mostAtOnce = 5;

export function createHomes(db: Kysely<Schema>): Homes {
	const leases = createLeases(db, 'home_view', homesDue, mostAtOnce);
	const change = (userId: string, change: RawBuilder<unknown>) =>
		keeping(async () => {
			await sql`update home_view set ${change}, lease_until = now() where id = ${userId}`.execute(db);
		});
	return {
		open: ({userId, teamId}) =>
			keeping(async () => {
				const row = await db
					.insertInto('home_view')
					.values({id: userId, team_id: teamId ?? null, lease_until: lease})
					.onConflict((conflict) => conflict.column('id').doUpdateSet({team_id: teamId ?? null, opened_at: present, lease_until: lease}))
					.returningAll()
					.executeTakeFirstOrThrow();
				return openHomeOf(row);
			}),
		due: async () => (await leases.take()).map(openHomeOf),
		read: (userId, isManager) => keeping(() => read(db, userId, isManager)),
		shown: (userId, {marker: seen, isManager, version}) =>
			change(
				userId,
				sql`marker = ${seen}, is_manager = ${isManager}, version = ${version ?? null},
					next_at = present() + make_interval(secs => ${pauseSeconds})`,
			),
		showAgain: (userId, seconds) =>
			change(userId, sql`marker = null, version = null, next_at = present() + make_interval(secs => ${seconds})`),
		close: (userId) =>
			keeping(async () => {
				await db.deleteFrom('home_view').where('id', '=', userId).execute();
			}),
	};
}

const waits = sql<boolean>`state in ('pending', 'unknown')`;

/** What a person's home tells of. */
const own = {
	requests: (person: unknown) =>
		sql<boolean>`requester_id = ${person} and
			(state in ('pending', 'approved', 'sending', 'unknown') or coalesce(decided_at, created_at) > present() - interval '1 day')`,
	watches: (person: unknown) => sql<boolean>`owner = ${person} and started_at > present() - interval '1 day'`,
	removals: (person: unknown) =>
		sql<boolean>`removed_by = ${person} and removed_at > present() - make_interval(hours => ${undoHours}) and spelling is not null`,
};

/** Another one for each state of the same records: the cheap answer to whether anything changed. */
function markerOf(person: unknown, isManager: unknown): RawBuilder<string> {
	const states = sql`string_agg(id || ' ' || state, ',' order by id)`;
	return sql<string>`md5(concat_ws('|',
		(select 'waiting' || ${states} from approval_request where ${isManager}::boolean and ${waits}),
		(select 'requests' || ${states} from approval_request where ${own.requests(person)}),
		(select 'watches' || ${states} from delivery_watch where ${own.watches(person)}),
		(select 'removals' || ${states} from removal where ${own.removals(person)})))`;
}

/** The marker first: what changes while the records are read, is seen at the next look. */
async function read(db: Kysely<Schema>, userId: string, isManager: boolean): Promise<HomeReading> {
	const {rows} = await sql<{marker: string}>`select ${markerOf(userId, isManager)} as marker`.execute(db);
	const ofRequests = db.selectFrom('approval_request').selectAll();
	const [at, waiting, requests, watches, removals] = await Promise.all([
		databaseTime(db),
		isManager ? ofRequests.where(waits).orderBy('expires_at').execute() : undefined,
		ofRequests.where(own.requests(userId)).orderBy('created_at', 'desc').execute(),
		db.selectFrom('delivery_watch').selectAll().where(own.watches(userId)).orderBy('started_at', 'desc').execute(),
		db.selectFrom('removal').selectAll().where(own.removals(userId)).orderBy('removed_at', 'desc').execute(),
	]);
	return {
		marker: rows[0]?.marker ?? '',
		records: {
			waiting: waiting?.map(requestOf),
			requests: requests.map(requestOf),
			watches: watches.map(watchOf),
			removals: removals.map(removalOf),
			at,
		},
	};
}

const current = markerOf(sql.ref('home_view.id'), sql.ref('home_view.is_manager'));
/** What somebody who looks is shown is no longer so. */
export const homesDue = sql<boolean>`${isLookedAt} and next_at <= present() and marker is distinct from ${current}`;

function openHomeOf({id, team_id, version}: Selectable<Schema['home_view']>): OpenHome {
	return {id, person: {userId: id, teamId: team_id ?? undefined}, version: version ?? undefined};
}

/** Who looked at what is nobody's business later. */
export async function forgetHomes(db: Kysely<Schema>): Promise<void> {
	await db.deleteFrom('home_view').where(sql<boolean>`not (${isLookedAt})`).execute();
}

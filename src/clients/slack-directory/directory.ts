import type {WebClient} from '@slack/web-api';
import {z} from 'zod';
import type {Clock} from '../../model/clock.ts';
import {ServiceUnavailable} from '../../model/errors.ts';
import {type Standing, stranger} from '../../model/person.ts';
import type {Directory, PersonRef} from '../../workflows/ports.ts';

/** Who we are in Slack, from `auth.test`. */
export interface SlackIdentity {
	readonly teamId: string;
	/** Set on Enterprise Grid, where payloads may name the organisation in place of the workspace. */
	readonly enterpriseId: string | undefined;
	readonly botUserId: string;
	readonly botId: string | undefined;
}

/** The sources of the two roles, from the configuration. */
export interface RoleSources {
	readonly agents: readonly string[] | 'everyone' | undefined;
	readonly agentsGroup: string | undefined;
	readonly managers: readonly string[] | undefined;
	readonly managersGroup: string | undefined;
}

export interface DirectoryOptions {
	readonly web: WebClient;
	readonly identity: SlackIdentity;
	readonly roles: RoleSources;
	readonly clock: Clock;
	readonly onTrouble: (source: string, error: unknown) => void;
}

const cacheMilliseconds = 60_000;

const flag = z.boolean().nullish();
const userSchema = z.object({
	id: z.string(),
	real_name: z.string().nullish(),
	team_id: z.string().nullish(),
	deleted: flag,
	is_bot: flag,
	is_restricted: flag,
	is_ultra_restricted: flag,
	is_stranger: flag,
	enterprise_user: z.object({enterprise_id: z.string().nullish(), teams: z.array(z.string()).nullish()}).nullish(),
});
const userAnswer = z.object({user: userSchema});
const groupAnswer = z.object({users: z.array(z.string())});
const channelAnswer = z.object({channel: z.object({is_ext_shared: flag, is_pending_ext_shared: flag})});

/**
 * Slack as the directory of people. A person counts only when `users.info` says so; a group that cannot be read contributes nobody.
 * https://docs.slack.dev/reference/methods/users.info, …/usergroups.users.list, …/conversations.info
 */
export function createDirectory(options: DirectoryOptions): Directory {
	const {web, roles} = options;
	const keep = createKeeper(options.clock);
	const members = (group: string) => web.usergroups.users.list({usergroup: group}).then((answer) => groupAnswer.parse(answer).users);
	const inGroup = (group: string | undefined, userId: string, fresh: boolean) =>
		group === undefined
			? false
			: keep(`group ${group}`, fresh, () => members(group)).then(
					(users) => users.includes(userId),
					(error: unknown) => nobody(options, `usergroups.users.list ${group}`, error),
				);
	const userOf = (userId: string, fresh: boolean) =>
		keep(`person ${userId}`, fresh, async () => userAnswer.parse(await web.users.info({user: userId})).user);
	const isFullMember = (person: PersonRef, fresh: boolean) =>
		userOf(person.userId, fresh).then(
			(user) => isFull(user, person, options.identity),
			(error: unknown) => nobody(options, 'users.info', error),
		);

	return {
		standingOf: async (person, {fresh = false} = {}): Promise<Standing> => {
			const [full, agentByGroup, managerByGroup] = await Promise.all([
				isFullMember(person, fresh),
				inGroup(roles.agentsGroup, person.userId, fresh),
				inGroup(roles.managersGroup, person.userId, fresh),
			]);
			if (!full) return stranger;
			const listedAgent = roles.agents === 'everyone' || (roles.agents?.includes(person.userId) ?? false);
			return {
				isFullMember: true,
				isAgent: listedAgent || agentByGroup,
				isManager: (roles.managers?.includes(person.userId) ?? false) || managerByGroup,
			};
		},
		nameOf: (userId) =>
			userOf(userId, false).then(
				(user) => user.real_name || userId,
				() => userId,
			),
		isManagerNow: async (userId) => {
			try {
				const user = await userOf(userId, true);
				if (!isFull(user, {userId, teamId: options.identity.teamId}, options.identity)) return false;
				if (roles.managers?.includes(userId) === true) return true;
				const group = roles.managersGroup;
				return group === undefined ? false : (await keep(`group ${group}`, true, () => members(group))).includes(userId);
			} catch (error) {
				options.onTrouble('managers', error);
				throw new ServiceUnavailable({service: 'Slack', cause: 'not-reached'}, {cause: error});
			}
		},
		isShared: (channelId) =>
			keep(`channel ${channelId}`, false, async () => channelAnswer.parse(await web.conversations.info({channel: channelId})).channel).then(
				(channel) => channel.is_ext_shared === true || channel.is_pending_ext_shared === true,
				() => undefined,
			),
	};
}

function nobody(options: DirectoryOptions, source: string, error: unknown): false {
	options.onTrouble(source, error);
	return false;
}

function isFull(user: z.infer<typeof userSchema>, person: PersonRef, identity: SlackIdentity): boolean {
	const marked = [user.deleted, user.is_bot, user.is_restricted, user.is_ultra_restricted, user.is_stranger].some((mark) => mark === true);
	const worksHere = (user.enterprise_user?.teams ?? []).includes(identity.teamId);
	// On Enterprise Grid `user.team_id` of a payload may be the organisation (E…), and auth.test of a workspace need not name it.
	const ourOrganisation = [identity.enterpriseId, worksHere ? user.enterprise_user?.enterprise_id : undefined];
	const ourPayload = person.teamId === identity.teamId || (person.teamId !== undefined && ourOrganisation.includes(person.teamId));
	const ourAccount = user.team_id === identity.teamId || worksHere;
	return user.id === person.userId && !marked && ourPayload && ourAccount;
}

interface Kept {
	readonly at: number;
	readonly answer: Promise<unknown>;
	/** A question that begins once this one is answered: whoever wants to know it fresh meanwhile shares it. */
	next: Promise<unknown> | undefined;
	answered: boolean;
}

/**
 * Keeps answers for a minute and shares a question that is already under way; failures are not kept.
 * Fresh is only what was asked after the wish for it: Slack allows about twenty of these questions a minute, so those who wish it while
 * one is under way share the next.
 */
function createKeeper(clock: Clock) {
	const kept = new Map<string, Kept>();
	const begin = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
		const answer = ask();
		const entry: Kept = {at: clock().getTime(), answer, next: undefined, answered: false};
		kept.set(key, entry);
		if (kept.size > 5000) kept.clear();
		const done = () => {
			entry.answered = true;
		};
		answer.then(done, () => {
			done();
			if (kept.get(key) === entry) kept.delete(key);
		});
		return answer;
	};
	return async <T>(key: string, fresh: boolean, ask: () => Promise<T>): Promise<T> => {
		const now = clock().getTime();
		const known = kept.get(key);
		if (!fresh && known !== undefined && now - known.at < cacheMilliseconds && now >= known.at) return (await known.answer) as T;
		if (known === undefined || known.answered) return begin(key, ask);
		known.next ??= known.answer.then(
			() => begin(key, ask),
			() => begin(key, ask),
		);
		return (await known.next) as T;
	};
}

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Answer} from '../../src/clients/http.ts';
import {createDirectory, type RoleSources} from '../../src/clients/slack-directory/directory.ts';
import {createSlackWeb} from '../../src/clients/slack-directory/web.ts';
import type {AuditNote} from '../../src/model/audit.ts';
import {ServiceUnavailable} from '../../src/model/errors.ts';
import type {Deed} from '../../src/model/person.ts';
import {type Attempt, createGuard} from '../../src/slack/guard.ts';
import type {PersonRef} from '../../src/workflows/ports.ts';
import {amount} from '../support/amount.ts';

const id = 'U0TESTED';
const team = 'T0BRIGHT';
const organisation = 'E0GRID';
const groups = {agents: 'S0AGENTS', managers: 'S0MANAGERS'} as const;
const deeds: readonly Deed[] = ['look-up', 'act', 'request', 'decide', 'cancel'];

/** What Slack says when it is asked: JSON, another text, or (undefined) nothing at all. */
type Said = object | string | number | null | undefined;

interface Sources {
	readonly user: Said;
	readonly agents: Said;
	readonly managers: Said;
	readonly listedAgents?: RoleSources['agents'];
	readonly listedManagers?: RoleSources['managers'];
	readonly payloadTeam?: PersonRef['teamId'];
	readonly hasGroups?: boolean;
}

function answerOf(said: Said): Answer {
	if (said === undefined) throw new ServiceUnavailable({service: 'Slack', cause: 'timeout'});
	return {status: 200, headers: new Headers(), text: typeof said === 'string' ? said : JSON.stringify(said)};
}

/** The real guard over the real directory, while Slack's sources say this. */
async function decideOn(sources: Sources, attempt: Pick<Attempt, 'deed' | 'about'>) {
	const notes: AuditNote[] = [];
	const asked = (url: string, body: string): Said => {
		if (url.endsWith('/users.info')) return sources.user;
		return new URLSearchParams(body).get('usergroup') === groups.agents ? sources.agents : sources.managers;
	};
	const directory = createDirectory({
		web: createSlackWeb('xoxb-test', 'https://slack.example.com/api', async ({url, body}) => answerOf(asked(url, String(body)))),
		identity: {teamId: team, enterpriseId: organisation, botUserId: 'U0BOT', botId: undefined},
		roles: {
			agents: sources.listedAgents,
			agentsGroup: sources.hasGroups === false ? undefined : groups.agents,
			managers: sources.listedManagers,
			managersGroup: sources.hasGroups === false ? undefined : groups.managers,
		},
		clock: () => new Date(),
		onTrouble: () => {},
	});
	const audit = {
		record: async (note: AuditNote) => {
			notes.push(note);
		},
		about: async () => [],
	};
	const guard = createGuard({directory, audit});
	const person = {userId: id, teamId: 'payloadTeam' in sources ? sources.payloadTeam : team};
	const verdict = await guard({person, entry: 'tried', channelId: undefined, ...attempt});
	return {permitted: verdict.permitted, notes};
}

const about = (own: boolean, open = true) => ({own, open, deed: 'RQ-1'});
const member = {id, team_id: team, deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false};
const known = (more: object = {}) => ({ok: true, user: {...member, ...more}});
const users = (...ids: readonly string[]) => ({ok: true, users: ids});
const nobody = users('U0OTHER');
const all = users('U0OTHER', id);
const grid = (teams: readonly string[]) => ({team_id: organisation, enterprise_user: {enterprise_id: organisation, teams}});

/** Of what is another's, and of one's own: look up, act, make a request, decide, cancel. */
const rows = {agent: ['YYY..', 'YYY.Y'], manager: ['YYYY.', 'YYY.Y'], nobody: ['.....', '.....']} as const;
type Role = keyof typeof rows;

describe('the table of who may do what', () => {
	test.each<readonly [who: string, sources: Sources, role: Role]>([
		['an agent', {user: known(), agents: all, managers: nobody}, 'agent'],
		['a second agent, of the list', {user: known(), agents: nobody, managers: nobody, listedAgents: ['U0OTHER', id]}, 'agent'],
		['a manager who is no agent', {user: known(), agents: nobody, managers: all}, 'manager'],
		['a manager of the list', {user: known(), agents: nobody, managers: nobody, listedManagers: [id]}, 'manager'],
		['a manager who is an agent', {user: known(), agents: all, managers: all}, 'manager'],
		['a full member who is not listed', {user: known(), agents: nobody, managers: nobody}, 'nobody'],
		['a guest of one channel', {user: known({is_restricted: true, is_ultra_restricted: true}), agents: all, managers: all}, 'nobody'],
		['a guest of many channels', {user: known({is_restricted: true}), agents: all, managers: all}, 'nobody'],
		['a bot', {user: known({is_bot: true}), agents: all, managers: all}, 'nobody'],
		['somebody deactivated', {user: known({deleted: true}), agents: all, managers: all}, 'nobody'],
		['somebody of another workspace', {user: known({team_id: 'T0OTHER'}), agents: all, managers: all, payloadTeam: 'T0OTHER'}, 'nobody'],
		['a stranger', {user: known({is_stranger: true}), agents: all, managers: all}, 'nobody'],
		[
			'somebody of our organisation, who works here',
			{user: known(grid([team])), agents: all, managers: nobody, payloadTeam: organisation},
			'agent',
		],
		[
			'somebody of our organisation, who works elsewhere',
			{user: known(grid(['T0OTHER'])), agents: all, managers: all, payloadTeam: organisation},
			'nobody',
		],
		['somebody of another organisation', {user: known(grid([team])), agents: all, managers: all, payloadTeam: 'E0OTHER'}, 'nobody'],
		['somebody of no workspace', {user: known(), agents: all, managers: all, payloadTeam: undefined}, 'nobody'],
		['somebody whom Slack does not know', {user: {ok: false, error: 'user_not_found'}, agents: all, managers: all}, 'nobody'],
		['somebody for whom Slack names another', {user: known({id: 'U0OTHER'}), agents: all, managers: all}, 'nobody'],
		['anybody while users.info does not answer', {user: undefined, agents: all, managers: all}, 'nobody'],
		[
			'an agent of the list while the groups do not answer',
			{user: known(), agents: undefined, managers: undefined, listedAgents: [id]},
			'agent',
		],
		['a manager while the managers’ group does not answer', {user: known(), agents: all, managers: undefined}, 'agent'],
		['anybody while the groups are empty', {user: known(), agents: users(), managers: users()}, 'nobody'],
		['a full member where everyone may', {user: known(), agents: nobody, managers: nobody, listedAgents: 'everyone'}, 'agent'],
		[
			'a guest where everyone may',
			{user: known({is_restricted: true}), agents: nobody, managers: nobody, listedAgents: 'everyone'},
			'nobody',
		],
	])('%s', async (_who, sources, role) => {
		const row = async (own: boolean) => {
			const answers = await Promise.all(deeds.map((deed) => decideOn(sources, {deed, about: about(own)})));
			return answers.map(({permitted}) => (permitted ? 'Y' : '.')).join('');
		};
		expect([await row(false), await row(true)]).toEqual(rows[role]);
	});
});

/** Answers that name nobody: failures, emptiness, and what only resembles an answer. */
const nothings: readonly Said[] = [
	undefined,
	'',
	'<html>502</html>',
	'{"ok":true,"users":["U0TESTED"',
	null,
	5,
	{ok: false, error: 'no_such_subteam'},
	{ok: false, users: [id], user: member},
	{ok: true},
	{ok: true, users: null, user: null},
	{ok: true, users: id, user: id},
	{ok: true, users: {[id]: true}, user: [member]},
	{ok: true, users: [{id}], user: {...member, id: [id]}},
	{ok: true, users: [[id]], user: {...member, team_id: [team]}},
	{ok: true, users: [id, null], user: {...member, is_bot: 'no'}},
	{ok: true, users: [id, 7], user: {...member, deleted: 0}},
	{ok: true, users: [id.toLowerCase(), ` ${id}`, `${id},U0OTHER`], user: {...member, id: id.toLowerCase()}},
	{users: [id], user: member},
];

test.each(nothings.map((said) => [JSON.stringify(said) ?? 'no answer', said] as const))('%s names nobody', async (_text, said) => {
	for (const sources of [
		{user: said, agents: all, managers: all, listedAgents: [id], listedManagers: [id]},
		{user: known(), agents: said, managers: said},
	]) {
		for (const deed of deeds) expect((await decideOn(sources, {deed, about: about(deed === 'cancel')})).permitted).toBe(false);
	}
});

const sometimes = fc.constantFrom(true, false, false, false, null, undefined, undefined);
const flags = fc.record({
	deleted: sometimes,
	is_bot: sometimes,
	is_restricted: sometimes,
	is_ultra_restricted: sometimes,
	is_stranger: sometimes,
});
const nothing = fc.constantFrom(...nothings);
const person = fc.oneof(
	nothing.map((said) => ({said, isMember: false})),
	fc.record({marks: flags, place: fc.constantFrom('here', 'here', 'here', 'away', 'grid here', 'grid away')}).map(({marks, place}) => ({
		said: known({
			...marks,
			...{here: {}, away: {team_id: 'T0OTHER'}, 'grid here': grid([team]), 'grid away': grid(['T0OTHER'])}[place],
		}),
		isMember: Object.values(marks).every((mark) => mark !== true) && place.endsWith('here'),
	})),
);
const group = fc.oneof<fc.Arbitrary<Source>[]>(
	nothing.map((said) => ({said, holds: false})),
	fc.array(fc.constantFrom('U0OTHER', 'U0TESTE', 'U0TESTED0', '')).map((ids) => ({said: users(...ids), holds: false})),
	fc.constant({said: all, holds: true}),
	fc.constant({said: users(id, id), holds: true}),
);
const list = fc.constantFrom<readonly string[] | undefined>(undefined, [], ['U0OTHER'], ['U0TESTED0', 'U0TESTE'], [id], ['U0OTHER', id]);

interface Source {
	readonly said: Said;
	readonly holds: boolean;
}

function holds(listed: RoleSources['agents'], group: Source, hasGroups: boolean): boolean {
	return listed === 'everyone' || listed?.includes(id) === true || (hasGroups && group.holds);
}

const scenes = fc
	.record({
		person,
		agents: group,
		managers: group,
		hasGroups: fc.boolean(),
		listedAgents: fc.oneof(list, fc.constant('everyone' as const)),
		listedManagers: list,
		payloadTeam: fc.constantFrom(team, team, organisation, 'T0OTHER', 'E0OTHER', undefined),
	})
	.map(({person: who, agents, managers, ...settings}) => {
		const isOurs = settings.payloadTeam === team || settings.payloadTeam === organisation;
		const isAgent = holds(settings.listedAgents, agents, settings.hasGroups);
		const listed: Role = holds(settings.listedManagers, managers, settings.hasGroups) ? 'manager' : isAgent ? 'agent' : 'nobody';
		const role: Role = who.isMember && isOurs ? listed : 'nobody';
		return {role, sources: {...settings, user: who.said, agents: agents.said, managers: managers.said}};
	});

test('whatever the sources say, the decision is the table’s: what is empty, failing or ambiguous contributes nobody', async () => {
	const property = fc.asyncProperty(
		scenes,
		fc.constantFrom(...deeds),
		fc.boolean(),
		fc.boolean(),
		async ({role, sources}, deed, own, open) => {
			const expected = rows[role][own ? 1 : 0][deeds.indexOf(deed)] === 'Y';
			const {permitted, notes} = await decideOn(sources, {deed, about: about(own, open)});
			expect(permitted).toBe(expected);
			expect(notes).toMatchObject(expected ? [] : [{actor: id, act: 'refused', deed: 'RQ-1', after: {entry: 'tried', deed}}]);
		},
	);
	await fc.assert(property, {numRuns: amount('DECISIONS', 1000)});
}, 600_000);

import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createTransport} from '../../src/clients/http.ts';
import {createDirectory} from '../../src/clients/slack-directory/directory.ts';
import {createSlackWeb, identify, isRepeatableSlackCall, slackLane} from '../../src/clients/slack-directory/web.ts';
import {cast, createWorld, groups, type World} from '../../src/sandbox/world.ts';
import type {Directory} from '../../src/workflows/ports.ts';

let world: World;
let directory: Directory;

beforeEach(async () => {
	world = await createWorld();
	const url = (world.environment.SLACK_API_URL ?? '').replace(/\/$/, '');
	const send = createTransport({
		service: 'Slack',
		origins: [new URL(url).origin],
		clock: world.clock.now,
		isRepeatable: isRepeatableSlackCall,
		laneOf: slackLane,
	});
	const web = createSlackWeb(world.environment.SLACK_BOT_TOKEN ?? '', url, send);
	directory = createDirectory({
		web,
		identity: await identify(web),
		roles: {agents: undefined, agentsGroup: groups.agents, managers: undefined, managersGroup: groups.managers},
		clock: world.clock.now,
		onTrouble: () => {},
	});
});
afterEach(() => world.close());

const manager = {userId: cast.manager.id, teamId: cast.manager.teamId};

function readings(): number {
	return world.slack.apiCalls().filter(({method, args}) => method === 'usergroups.users.list' && args.usergroup === groups.managers).length;
}

describe('who is a manager, asked fresh', () => {
	test('twenty at the same time share one reading that began after them', async () => {
		const standings = await Promise.all(Array.from({length: 20}, () => directory.standingOf(manager, {fresh: true})));
		expect(standings.every(({isManager}) => isManager)).toBe(true);
		expect(readings()).toBe(2);
	});

	test('nobody is answered from before their question', async () => {
		await directory.standingOf(manager);
		world.slack.setUserGroup(groups.managers, 'support-managers', []);
		expect((await directory.standingOf(manager)).isManager).toBe(true);
		expect((await directory.standingOf(manager, {fresh: true})).isManager).toBe(false);
		expect(await directory.isManagerNow(cast.manager.id)).toBe(false);
	});

	test('who joins while a reading is under way waits for the next', async () => {
		world.faults.add({service: 'slack', path: /usergroups\.users\.list/, fault: 'slow', delayMs: 300, times: 2});
		const first = directory.standingOf(manager, {fresh: true});
		const second = directory.standingOf(manager, {fresh: true});
		await Promise.all([first, second]);
		expect(readings()).toBe(2);
	});

	test('a source that does not answer says neither yes nor no before sending', async () => {
		world.faults.add({service: 'slack', path: /usergroups\.users\.list/, fault: 'server-error'});
		await expect(directory.isManagerNow(cast.manager.id)).rejects.toMatchObject({trouble: {service: 'Slack'}});
	});
});

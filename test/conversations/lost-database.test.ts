import {PGlite} from '@electric-sql/pglite';
import {expect, test} from 'vitest';
import {parseConfig} from '../../src/config.ts';
import {createLogger} from '../../src/logger.ts';
import {startBot} from '../../src/main.ts';
import {cast, createWorld, places, sendingDomains} from '../../src/sandbox/world.ts';
import {ask, readMessage} from '../support/stage.ts';

test('when the embedded database has ended under the bot, a click changes nothing and is told so', {timeout: 60_000}, async () => {
	const world = await createWorld();
	const pglite = await PGlite.create('memory://');
	const logger = createLogger({level: 'silent', secrets: []});
	const bot = await startBot({config: parseConfig(world.environment), logger, clock: world.clock.now, place: {memory: pglite}});
	try {
		world.slack.deliverTo(`${bot.url}/slack/events`);
		world.mailgun.addBounce(sendingDomains.gitlab, {address: 'ada@example.com'});
		const agent = world.slack.as(cast.agent.id);
		const card = await ask({world}, agent, 'ada@example.com');
		await pglite.close();
		expect(await agent.click(card, 'Remove Suppression', {confirm: true})).toMatchObject({status: 200});
		await world.slack.until(() =>
			agent.messages(places.support).some((message) => /could not write to my database.*Nothing was changed/.test(readMessage(message))),
		);
		const command = await agent.command(places.support, '/suppression', 'eve@example.com');
		expect(JSON.stringify(command.body)).toContain('could not write to my database');
		expect(world.mailgun.requests().filter(({method}) => method !== 'GET')).toEqual([]);
		expect(world.mailgun.entries(sendingDomains.gitlab, 'bounces')).toHaveLength(1);
	} finally {
		await bot.stop();
		await world.close();
	}
});

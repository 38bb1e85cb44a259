import {expect, test} from 'vitest';
import {cast, places, sendingDomains} from '../../src/sandbox/world.ts';
import {amount} from '../support/amount.ts';
import {readMessage} from '../support/stage.ts';
import {atRandom} from './killing.ts';
import {openScene, type Scene} from './scene.ts';

const kills = amount('KILLS', 2);
const {gitlab} = sendingDomains;
/** In thousands, of which each one is a page: several for each life of the process. */
const pages = (kills + 1) * 5;

const variants = [
	{name: 'PostgreSQL', engine: 'postgresql'},
	{name: 'the embedded database', engine: 'embedded'},
] as const;

test.for(variants)(
	`a deep scan on $name, killed ${kills} times on its way, goes on where it was and finds everybody once`,
	{timeout: 120_000 + kills * 30_000},
	async ({engine}, {annotate}) => {
		await using scene = await openScene({engine});
		const {world} = scene;
		const people = fill(scene);
		let bot = await scene.start();
		const agent = scene.as('agent');
		await agent.command(places.support, '/suppression', 'example.com');
		const card = await world.slack.until(() => agent.messages(places.support).find(({blocks}) => blocks.length > 0), 15_000);
		world.faults.add({service: 'mailgun', path: /limit=1000/, fault: 'slow', delayMs: 250});
		await agent.click(card, 'Deep Scan');
		for (let kill = 0; kill < kills; kill += 1) {
			const before = pagesRead(scene);
			await expect.poll(() => pagesRead(scene), {timeout: 30_000, interval: 20}).toBeGreaterThan(before);
			await atRandom(bot.kill);
			bot = await scene.start();
		}
		const isEnd = (text: string) => text.includes(`${people.length} addresses are suppressed now at example.com`);
		await world.slack.until(() => told(scene).some(isEnd), 30_000 + pages * 1000);
		expect(told(scene).filter(isEnd)).toHaveLength(1);
		expect(told(scene).length).toBeLessThanOrEqual(2);
		await bot.terminate();
		const found = await scene.onDatabase((db) =>
			db
				.selectFrom('sweep_entry')
				.innerJoin('sweep', 'sweep.id', 'sweep_entry.sweep')
				.select('spelling')
				.where('depth', '=', 'deep')
				.orderBy('seq')
				.execute(),
		);
		expect(found.map(({spelling}) => spelling)).toEqual(people);
		// The last page of the long list is empty, five lists are; and what was on its way when the process died is read again.
		expect(pagesRead(scene)).toBeLessThanOrEqual(pages + 1 + 5 + kills);
		await annotate(`${pagesRead(scene)} pages read for ${pages + 6}`);
	},
);

/** In each thousand of others one who is looked for; in the order of the list. */
function fill({world}: Scene): readonly string[] {
	const entries = Array.from({length: pages * 1000}, (_unused, index) => {
		const local = String(index).padStart(7, '0');
		return index % 1000 === 500 ? `${local}@example.com` : `${local}@example.net`;
	});
	for (const address of entries) world.mailgun.addBounce(gitlab, {address});
	return entries.filter((address) => address.endsWith('@example.com'));
}

function pagesRead({world}: Scene): number {
	return world.mailgun.requests().filter(({query, status}) => query.includes('limit=1000') && status === 200).length;
}

function told({world}: Scene): readonly string[] {
	return world.slack.allMessages(`D${cast.agent.id.slice(1)}`).map(readMessage);
}

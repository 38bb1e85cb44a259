import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {cast, createWorld, places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {inTurns, median, megabytes, ms, type Row, timed} from './figures.ts';
import {type Bot, type House, spawnBot} from './house.ts';

const domain = sendingDomains.gitlab;
const lists = ['bounces', 'complaints', 'unsubscribes'] as const;
const rowsOfList = 20_000;
const suspects = 500;
const few = 30;
/** How long Mailgun thinks, in milliseconds. */
const thinking = 50;

/** P7: whole domains. The control walks the same pages by plain fetch, all lists at once, after the same pages of the log. */
export async function sweeps(house: House): Promise<readonly Row[]> {
	const naive = suspects * lists.length;
	const pages = Math.ceil(rowsOfList / 1000) * lists.length;
	const wide = await inWorld(house, {entries: rowsOfList, people: suspects}, async ({world}) => {
		const {ours, control} = await inTurns(
			house.rounds,
			() => timed(() => swept(world)),
			() => timed(() => walkByHand(world)),
		);
		const calls = await listCalls(world, () => swept(world));
		const limit = 1.1 * control + 30;
		return [
			{
				id: 'P7',
				what: `list calls of a sweep: ${suspects} addresses, three lists of ${rowsOfList}`,
				ours: String(calls),
				control: `${naive} one by one`,
				limit: `≤ ${pages + lists.length} (each page, and an empty one)`,
				holds: calls <= pages + lists.length,
			},
			{
				id: 'P7',
				what: 'the card of that sweep',
				ours: ms(ours),
				control: `${ms(control)} the same pages by plain fetch`,
				limit: `≤ ${ms(limit)} (1.1 × + 30 ms)`,
				holds: ours <= limit,
			},
		] satisfies Row[];
	});
	return [...wide, ...(await inWorld(house, {entries: house.entries, people: few}, deepRows))];
}

interface Scene {
	readonly world: World;
	readonly bot: Bot;
}

/** Few addresses on long lists are looked up; and the whole of the lists is read by a scan, of which nobody else notices anything. */
async function deepRows({world, bot}: Scene): Promise<readonly Row[]> {
	const calls = await listCalls(world, () => swept(world));
	const most = Math.ceil(few * lists.length * 1.1);
	const alone = await diagnoses(world);
	const before = bot.memory();
	const began = performance.now();
	await world.slack.as(cast.agent.id).click(await swept(world), 'Deep Scan');
	const during = await diagnoses(world);
	await world.slack.until(
		() => told(world).find((message) => JSON.stringify(message.blocks).includes('Every list was read whole')),
		600_000,
	);
	const took = performance.now() - began;
	const grown = bot.memory() - before;
	const entries = world.mailgun.entries(domain, 'bounces').length * lists.length;
	return [
		{
			id: 'P7',
			what: `list calls of a sweep: ${few} addresses, ${entries} entries`,
			ours: String(calls),
			control: `${few * lists.length} one by one`,
			limit: `≤ ${most} (1.1 ×)`,
			holds: calls <= most,
		},
		{
			id: 'P7',
			what: `memory that a deep scan of ${entries} entries takes (${ms(took)})`,
			ours: megabytes(grown),
			control: '',
			limit: '≤ 80 MB',
			holds: grown <= 80,
		},
		{
			id: 'P7',
			what: 'the card of an address while that scan runs',
			ours: ms(during),
			control: `${ms(alone)} without a scan`,
			limit: `≤ ${ms(1.5 * alone)} (1.5 ×)`,
			holds: during <= 1.5 * alone,
		},
	];
}

async function diagnoses(world: World): Promise<number> {
	const times: number[] = [];
	for (let count = 0; count < 5; count += 1) times.push(await timed(() => answered(world, `nobody${count}@example.net`)));
	return median(times);
}

function told(world: World): readonly SlackMessage[] {
	return world.slack.allMessages(`D${cast.agent.id.slice(1)}`);
}

/** One sending domain, whose three lists hold so many others, and on the bounce list so many people of example.com who were mailed. */
async function inWorld<T>(
	house: House,
	{entries, people}: {readonly entries: number; readonly people: number},
	measure: (scene: Scene) => Promise<T>,
): Promise<T> {
	const world = await createWorld();
	const ago = (hours: number) => new Date(world.clock.now().getTime() - hours * 3_600_000);
	const created_at = ago(48).toUTCString().replace('GMT', 'UTC');
	const every = Math.floor(entries / people);
	for (let index = 0; index < entries; index += 1) {
		const local = String(index).padStart(7, '0');
		world.mailgun.addComplaint(domain, {address: `${local}@example.net`});
		world.mailgun.addUnsubscribe(domain, {address: `${local}@example.net`});
		const isOurs = index % every === 0 && index / every < people;
		world.mailgun.addBounce(domain, {address: `${local}@example.${isOurs ? 'com' : 'net'}`, created_at});
		const to = `${local}@example.com`;
		if (isOurs)
			world.mailgun.send({domain, from: `GitLab <gitlab@${domain}>`, to, subject: 'Confirmation instructions', text: '', at: ago(3)});
	}
	const bot = await spawnBot(house, {...world.environment, MAILGUN_PORTAL_DOMAIN: '', LIMIT_SWEEPS_PER_HOUR: '1000'});
	world.slack.deliverTo(bot.target.url);
	try {
		await answered(world, 'warm@example.net');
		world.faults.add({service: 'mailgun', fault: 'slow', delayMs: thinking});
		return await measure({world, bot});
	} finally {
		await bot.end();
		await world.close();
	}
}

const swept = (world: World) => answered(world, 'example.com');

async function answered(world: World, text: string): Promise<SlackMessage> {
	const actor = world.slack.as(cast.agent.id);
	const cards = () => actor.messages(places.support).filter(({blocks}) => blocks.length > 0);
	const before = new Set(cards().map(({ts}) => ts));
	const {failure} = await actor.command(places.support, '/suppression', text);
	if (failure !== undefined) throw new Error(failure);
	return world.slack.until(() => cards().find(({ts}) => !before.has(ts)), 60_000);
}

async function listCalls(world: World, work: () => Promise<unknown>): Promise<number> {
	const before = world.mailgun.requests().length;
	await work();
	return world.mailgun
		.requests()
		.slice(before)
		.filter(({path}) => path.startsWith('/v3/')).length;
}

async function walkByHand(world: World): Promise<void> {
	const headers = {authorization: `Basic ${Buffer.from(`api:${world.environment.MAILGUN_API_KEY}`).toString('base64')}`};
	const origin = world.environment.MAILGUN_URL;
	for (let page = 0; page < suspects / 100; page += 1) {
		const filter = {AND: [{attribute: 'recipient_domain', comparator: '=', values: [{label: 'example.com', value: 'example.com'}]}]};
		const body = JSON.stringify({start: 'Sun, 01 Nov 2026 00:00:00 -0000', filter, pagination: {limit: 100}});
		await (
			await fetch(`${origin}/v1/analytics/logs`, {method: 'POST', headers: {...headers, 'content-type': 'application/json'}, body})
		).text();
	}
	await Promise.all(
		lists.map(async (list) => {
			for (let page = 0, last = ''; page <= rowsOfList / 1000; page += 1) {
				const cursor = last === '' ? '' : `page=next&address=${encodeURIComponent(last)}&`;
				const answer = await fetch(`${origin}/v3/${domain}/${list}?${cursor}limit=1000`, {headers});
				const {items} = (await answer.json()) as {items: readonly {address: string}[]};
				last = items.at(-1)?.address ?? last;
			}
		}),
	);
}

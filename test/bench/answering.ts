import {setTimeout as delay} from 'node:timers/promises';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {tellStories} from '../../src/sandbox/stories.ts';
import {cast, createWorld, groups, places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {inTurns, ms, type Row, timed} from './figures.ts';
import {type House, spawnBot} from './house.ts';

/** How long each service thinks, in milliseconds. The slowest comes first: after it nothing else may add up. */
const thinking = {account: 400, list: 120, log: 50} as const;

/** P4: from the signed command to the card, against the slowest questions that it has to wait for. */
export async function card(house: House): Promise<readonly Row[]> {
	return inBrightwater(house, async (world) => {
		world.faults.add({service: 'gitlab', fault: 'slow', delayMs: thinking.account});
		world.faults.add({service: 'mailgun', path: /analytics/, fault: 'slow', delayMs: thinking.log});
		world.faults.add({service: 'mailgun', fault: 'slow', delayMs: thinking.list});
		const askAccount = () => askGitlab(world, 'carla@example.net');
		const askBoth = async () => {
			await askAccount();
			await askList(world, sendingDomains.gitlab, 'bounces');
		};
		return [
			await cardRow(house, 'the card of an address, all asked at once', () => answered(world, '/confirm', 'carla@example.net'), askAccount),
			await cardRow(house, 'the card of a username, its address asked for first', () => answered(world, '/confirm', 'carla'), askBoth),
		];
	});
}

async function cardRow(house: House, what: string, ask: () => Promise<unknown>, path: () => Promise<void>): Promise<Row> {
	const {ours, control} = await inTurns(
		house.rounds,
		() => timed(ask),
		() => timed(path),
	);
	const limit = 1.1 * control + 30;
	return {
		id: 'P4',
		what,
		ours: ms(ours),
		control: `${ms(control)} its slowest questions by plain fetch`,
		limit: `≤ ${ms(limit)} (1.1 × + 30 ms)`,
		holds: ours <= limit,
	};
}

const lists = ['bounces', 'complaints', 'unsubscribes'] as const;

/** P5: six lists that are equally slow, against a script that asks one after the other. */
export async function sixAtOnce(house: House): Promise<Row> {
	return inBrightwater(house, async (world) => {
		world.faults.add({service: 'mailgun', fault: 'slow', delayMs: thinking.list});
		const script = async () => {
			for (const domain of Object.values(sendingDomains)) for (const list of lists) await askList(world, domain, list);
		};
		const {ours, control} = await inTurns(
			house.rounds,
			() => timed(() => answered(world, '/suppression', 'carla@example.net')),
			() => timed(script),
		);
		return {
			id: 'P5',
			what: `six lists of ${thinking.list} ms each`,
			ours: ms(ours),
			control: `${ms(control)} one after the other`,
			limit: `${(control / ours).toFixed(1)} times faster ≥ 3`,
			holds: control / ours >= 3,
		};
	});
}

/** P6: what a diagnosis asks the services, and that people who ask the same at the same time ask once. */
export async function upstreamCalls(house: House): Promise<readonly Row[]> {
	return inBrightwater(house, async (world) => {
		const domains = Object.values(sendingDomains).length;
		const once = lists.length * domains + domains + 1;
		const calls = () => world.mailgun.requests().length + world.gitlab.requests().length;
		const during = async (work: () => Promise<unknown>) => {
			const before = calls();
			await work();
			return calls() - before;
		};
		const row = (what: string, made: number, most: number): Row => ({
			id: 'P6',
			what,
			ours: String(made),
			control: '',
			limit: `≤ ${most}`,
			holds: made <= most,
		});
		const plain = await during(() => answered(world, '/confirm', 'carla@example.net'));
		const upperCase = await during(() => answered(world, '/confirm', 'Carla@example.net'));
		// Long enough for all ten to come while the first one waits.
		world.faults.add({service: 'gitlab', fault: 'slow', delayMs: 2000});
		const crowd = await during(() => Promise.all(colleagues.map(({id}) => answered(world, '/confirm', 'carla@example.net', id))));
		return [
			row('upstream calls of a diagnosis, two sending domains', plain, once),
			row('the same, the address typed with an upper-case letter', upperCase, once + lists.length * domains),
			row('upstream calls of ten agents who ask the same at once', crowd, once),
		];
	});
}

/** P13: what a command puts before people's eyes: its acknowledgement, and one card. */
export async function slackCalls(house: House): Promise<readonly Row[]> {
	return inBrightwater(house, async (world) => {
		const shown = () =>
			world.slack.responseUrlUses().length + world.slack.apiCalls().filter(({method}) => /^(?:chat|files|views)\./.test(method)).length;
		const rows: Row[] = [];
		for (const [word, text] of [
			['/confirm', 'carla@example.net'],
			['/suppression', 'carla@example.net'],
			['/suppression', 'log carla@example.net'],
		] as const) {
			const before = shown();
			await answered(world, word, text);
			// What should not come would come late.
			await delay(house.span / 3);
			const made = shown() - before;
			rows.push({
				id: 'P13',
				what: `messages after \`${word} ${text.split(' ')[0]}${text.includes(' ') ? ' …' : ''}\``,
				ours: `acknowledgement + ${made}`,
				control: '',
				limit: 'acknowledgement + 1 card',
				holds: made === 1,
			});
		}
		return rows;
	});
}

const colleagues = Array.from({length: 10}, (_unused, index) => ({...cast.agent, id: `U0BENCH${index}`, name: `bench${index}`}));

/** A bot that has answered once, in the world of the sandbox with ten agents more. */
async function inBrightwater<T>(house: House, measure: (world: World) => Promise<T>): Promise<T> {
	const world = await createWorld();
	tellStories(world);
	for (const colleague of colleagues) world.slack.addPerson(colleague);
	const agents = [cast.agent.id, ...colleagues.map(({id}) => id)];
	world.slack.addChannel({id: places.support, name: 'support', kind: 'public', members: agents});
	world.slack.setUserGroup(groups.agents, 'support-agents', agents);
	const bot = await spawnBot(house, world.environment);
	world.slack.deliverTo(bot.target.url);
	try {
		for (const word of ['/confirm', '/suppression']) await answered(world, word, 'vera@example.org');
		return await measure(world);
	} finally {
		await bot.end();
		await world.close();
	}
}

/** Types a command, and resolves with the card that answers it. */
async function answered(world: World, word: string, text: string, personId: string = cast.agent.id): Promise<SlackMessage> {
	const actor = world.slack.as(personId);
	const cards = () => actor.messages(places.support).filter(({blocks}) => blocks.length > 0);
	const before = new Set(cards().map(({ts}) => ts));
	const {failure} = await actor.command(places.support, word, text);
	if (failure !== undefined) throw new Error(failure);
	return world.slack.until(() => cards().find(({ts}) => !before.has(ts)), 20_000);
}

async function askGitlab({environment}: World, address: string): Promise<void> {
	const headers = {'private-token': environment.GITLAB_TOKEN ?? ''};
	await read(`${environment.GITLAB_URL}/api/v4/users?search=${encodeURIComponent(address)}`, headers);
}

async function askList({environment}: World, domain: string, list: (typeof lists)[number]): Promise<void> {
	const authorization = `Basic ${Buffer.from(`api:${environment.MAILGUN_API_KEY}`).toString('base64')}`;
	await read(`${environment.MAILGUN_URL}/v3/${domain}/${list}/carla@example.net`, {authorization});
}

async function read(url: string, headers: Record<string, string>): Promise<void> {
	const answer = await fetch(url, {headers});
	await answer.text();
	// Nobody is on a list: Mailgun says so by 404.
	if (answer.status !== 200 && answer.status !== 404) throw new Error(`the control got ${answer.status}`);
}

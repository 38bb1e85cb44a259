import {inTurns, ms, percentile, perSecond, type Row} from './figures.ts';
import {type House, spawnBot, spawnEcho, spawnRaw, spawnWorld} from './house.ts';
import {command, steadily, throughput, unheardEvent} from './load.ts';

const connections = 16;

/** P1: what is recorded before it is acknowledged, against node:http that checks and writes the same. */
export async function durableAck(house: House): Promise<Row> {
	const world = await spawnWorld();
	const [bot, raw] = await Promise.all([spawnBot(house, world.environment), spawnRaw(house)]);
	const run = (target: typeof bot.target) => () => throughput(target, connections, house.span, unheardEvent);
	await run(bot.target)();
	await run(raw.target)();
	const {ours, control} = await inTurns(house.rounds, run(bot.target), run(raw.target));
	await Promise.all([bot.end(), raw.end(), world.child.end()]);
	return {
		id: 'P1',
		what: 'durable acknowledgements',
		ours: perSecond(ours),
		control: `${perSecond(control)} raw node:http with the same insert`,
		limit: `ratio ${(ours / control).toFixed(2)} ≥ 0.5`,
		holds: ours / control >= 0.5,
	};
}

/** P2: the whole bot, with all that a command sets going, against a Bolt app that only acknowledges. */
export async function wholeBotAck(house: House): Promise<Row> {
	const world = await spawnWorld();
	const [bot, echo] = await Promise.all([spawnBot(house, world.environment), spawnEcho()]);
	const responseUrl = `${world.child.url}/commands/bench`;
	const run = (target: typeof bot.target) => () =>
		throughput(target, connections, house.span, () => command('/suppression', 'help', responseUrl));
	await run(bot.target)();
	await run(echo.target)();
	const {ours, control} = await inTurns(house.rounds, run(bot.target), run(echo.target));
	await Promise.all([bot.end(), echo.end(), world.child.end()]);
	return {
		id: 'P2',
		what: '`/suppression` acknowledgements',
		ours: perSecond(ours),
		control: `${perSecond(control)} Bolt echo`,
		limit: `ratio ${(ours / control).toFixed(2)} ≥ 0.5`,
		holds: ours / control >= 0.5,
	};
}

/** P3: acknowledgements at 100 a second while no outside service answers anything. */
export async function ackWhileAllHangs(house: House): Promise<Row> {
	const world = await spawnWorld();
	const bot = await spawnBot(house, world.environment);
	const ask = () => command('/suppression', `ada-${Math.random().toString(36).slice(2)}@example.com`, `${world.child.url}/commands/bench`);
	await steadily(bot.target, 100, 1000, ask);
	world.child.signal('SIGUSR2');
	const taken = await steadily(bot.target, 100, house.span * 3, ask);
	await Promise.all([bot.end('SIGKILL'), world.child.end()]);
	const p99 = percentile(taken, 0.99);
	return {
		id: 'P3',
		what: 'acknowledgement p99, 100/s, all upstreams hang',
		ours: ms(p99),
		control: 'Slack waits 3,000 ms',
		limit: '≤ 50 ms',
		holds: p99 <= 50,
	};
}

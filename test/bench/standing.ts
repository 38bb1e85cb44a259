import {setTimeout as delay} from 'node:timers/promises';
import {createWorld} from '../../src/sandbox/world.ts';
import {inTurns, megabytes, ms, type Row, timed} from './figures.ts';
import {freshDatabase, type House, spawnBot, spawnEcho} from './house.ts';
import {command, deliver} from './load.ts';

/** P9: from spawning to the first signed answer. */
export async function coldStart(house: House): Promise<Row> {
	const world = await createWorld();
	const database = await freshDatabase(house);
	const help = () => command('/suppression', 'help', `${world.slack.origin}/commands/bench`);
	const start = (spawn: () => ReturnType<typeof spawnEcho>) => () =>
		timed(async () => {
			const bot = await spawn();
			await deliver(bot.target, help());
			void bot.end('SIGKILL');
		});
	const {ours, control} = await inTurns(
		house.rounds,
		start(() => spawnBot(house, world.environment, database)),
		start(spawnEcho),
	);
	await world.close();
	return {
		id: 'P9',
		what: 'cold start to first signed 200',
		ours: ms(ours),
		control: `${ms(control)} Bolt echo`,
		limit: `ratio ${(ours / control).toFixed(2)} ≤ 3`,
		holds: ours / control <= 3,
	};
}

/** P10: nothing to do: no calls, hardly any processor time, little memory. */
export async function idle(house: House): Promise<readonly Row[]> {
	const world = await createWorld();
	const [bot, echo] = await Promise.all([spawnBot(house, world.environment), spawnEcho()]);
	await delay(house.span);
	const calls = () => world.mailgun.requests().length + world.gitlab.requests().length + world.slack.apiCalls().length;
	const before = {calls: calls(), cpu: bot.cpu()};
	const span = house.span * 10;
	await delay(span);
	const made = calls() - before.calls;
	const share = ((bot.cpu() - before.cpu) * 100_000) / span;
	const memory = {ours: bot.memory(), control: echo.memory()};
	await Promise.all([bot.end(), echo.end()]);
	await world.close();
	const ratio = memory.ours / memory.control;
	return [
		{id: 'P10', what: `upstream calls in ${span / 1000} s of idleness`, ours: String(made), control: '', limit: '0', holds: made === 0},
		{id: 'P10', what: 'processor time while idle', ours: `${share.toFixed(2)} %`, control: '', limit: '≤ 1 %', holds: share <= 1},
		{
			id: 'P10',
			what: 'resident memory while idle',
			ours: megabytes(memory.ours),
			control: `${megabytes(memory.control)} Bolt echo`,
			limit: `ratio ${ratio.toFixed(2)} ≤ 1.5`,
			holds: ratio <= 1.5,
		},
	];
}

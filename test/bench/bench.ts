import {cpus, release, totalmem} from 'node:os';
import {startPostgres} from '../support/postgres.ts';
import {ackWhileAllHangs, durableAck, wholeBotAck} from './acknowledging.ts';
import {card, sixAtOnce, slackCalls, upstreamCalls} from './answering.ts';
import type {Row} from './figures.ts';
import type {House} from './house.ts';
import {coldStart, idle} from './standing.ts';
import {sweeps} from './sweeping.ts';
import {verifying} from './trail.ts';

/** `npm run bench`, or `npm run bench -- P1 P9` for some of the rows. `BENCH_ROUNDS` and `BENCH_SPAN` (milliseconds) make it longer or shorter, `BENCH_ENTRIES` the lists of a deep scan. */
const rows: Readonly<Record<string, (house: House) => Promise<Row | readonly Row[]>>> = {
	P1: durableAck,
	P2: wholeBotAck,
	P3: ackWhileAllHangs,
	P4: card,
	P5: sixAtOnce,
	P6: upstreamCalls,
	P7: sweeps,
	P9: coldStart,
	P10: idle,
	P12: verifying,
	P13: slackCalls,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => rows[id] === undefined);
if (unknown.length > 0) throw new Error(`There is no row ${unknown.join(', ')}; there are ${Object.keys(rows).join(', ')}.`);

const postgres = await startPostgres();
const house = {
	server: postgres.url,
	rounds: Number(process.env.BENCH_ROUNDS ?? 5),
	span: Number(process.env.BENCH_SPAN ?? 3000),
	entries: Number(process.env.BENCH_ENTRIES ?? 100_000),
};
const print = (text: string) => process.stdout.write(`${text}\n`);
print(`Node ${process.version}, Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB`);
print(`${house.rounds} rounds in turns, ${house.span} ms each, medians\n`);
print('| | metric | ours | control | limit | |\n|---|---|---|---|---|---|');
try {
	for (const [id, measure] of Object.entries(rows)) {
		if (wanted.length > 0 && !wanted.includes(id)) continue;
		for (const row of [await measure(house)].flat())
			print(`| ${row.id} | ${row.what} | ${row.ours} | ${row.control} | ${row.limit} | ${row.holds ? 'holds' : '**misses**'} |`);
	}
} finally {
	postgres.stop();
}
process.exit();

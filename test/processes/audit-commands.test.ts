import {expect, test} from 'vitest';
import {places} from '../../src/sandbox/world.ts';
import {runCli} from '../front-door/cli.ts';
import {amount} from '../support/amount.ts';
import {tablesNaming} from '../support/dump.ts';
import {readMessage} from '../support/stage.ts';
import {openScene} from './scene.ts';

const rounds = amount('AUDIT_ROUNDS', 3);

test('on PostgreSQL the trail is verified, exported and relieved of a person while two bots go on writing it', {
	timeout: 120_000 + rounds * 10_000,
}, async () => {
	await using scene = await openScene();
	const {world, environment} = scene;
	await scene.start();
	await scene.start();
	const agent = scene.as('agent');
	const lookUp = (address: string) => agent.command(places.support, '/suppression', address);
	const busy = new AbortController();
	const traffic = (async () => {
		for (let asked = 0; !busy.signal.aborted; asked += 1) await lookUp(`busy-${asked % 20}@example.org`);
	})();
	await lookUp('ada@example.com');
	await world.slack.until(() => agent.messages(places.support).some((message) => readMessage(message).includes('ada@example.com')), 15_000);
	const audit = (...words: readonly string[]) => runCli(['audit', ...words], environment);
	let checkpoint: readonly string[] = [];
	for (let round = 0; round < rounds; round += 1) {
		const {code, stdout} = await audit('verify', ...checkpoint);
		expect({code, stdout}).toEqual({code: 0, stdout: expect.stringMatching(/^sound: \d+ entries, head \d+:[0-9a-f]{64}\n$/)});
		checkpoint = ['--checkpoint', stdout.trim().split(' head ')[1] ?? ''];
	}
	const seqs = [...(await audit('export')).stdout.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));
	expect(seqs).toEqual(Array.from({length: seqs.length}, (_unused, index) => index + 1));
	expect(await audit('erase', 'ada@example.com')).toMatchObject({code: 0});
	busy.abort();
	await traffic;
	expect(await scene.onDatabase((db) => tablesNaming(db, ['ada@example.com'], 'redeliver_jobs'))).toEqual([]);
	expect(await audit('verify', ...checkpoint)).toMatchObject({code: 0});
});

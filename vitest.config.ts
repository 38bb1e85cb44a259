import {defineConfig} from 'vitest/config';

const browser = 'test/browser/**/*.test.ts';
const processes = 'test/processes/**/*.test.ts';
/** Conversations that live from what the database does: conditional moves, leases, counts, its clock, its failures. */
const onBothEngines = 'test/conversations/{approval-arrows,approval-sending,approval-waiting,limits,outages,lost-database}.test.ts';

/**
 * `embedded` needs nothing but Node. `postgres` repeats what lives from the database on a PostgreSQL server, and runs whole processes on both
 * engines.
 * `browser` drives the sandbox page in Chromium. None of them skips anything.
 */
export default defineConfig({
	test: {
		// `.ci/run` adds up what the runners report.
		reporters: process.env.TEST_REPORT === undefined ? ['default'] : ['default', ['json', {outputFile: process.env.TEST_REPORT}]],
		// A machine that does much else is no failure.
		testTimeout: 60_000,
		hookTimeout: 60_000,
		coverage: {include: ['src/**'], exclude: ['src/sandbox/page/static/**']},
		projects: [
			{
				extends: true,
				test: {
					name: 'embedded',
					include: ['test/**/*.test.ts'],
					exclude: [browser, processes],
					env: {TEST_ENGINE: 'embedded'},
					maxWorkers: 2,
					isolate: false,
				},
			},
			{
				extends: true,
				test: {
					name: 'postgres',
					include: ['test/store/**/*.test.ts', onBothEngines, processes],
					env: {TEST_ENGINE: 'postgres'},
					globalSetup: 'test/support/postgres.ts',
					maxWorkers: 2,
					testTimeout: 120_000,
				},
			},
			{extends: true, test: {name: 'browser', include: [browser], maxWorkers: 1}},
		],
	},
});

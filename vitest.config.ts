import {defineConfig} from 'vitest/config';

const browser = 'test/browser/**/*.test.ts';
const needsPostgres = 'test/processes/**/*.test.ts';

/**
 * `embedded` needs nothing but Node. `postgres` repeats what touches the database on a PostgreSQL server, and runs several processes on it.
 * `browser` drives the sandbox page in Chromium. None of them skips anything.
 */
export default defineConfig({
	test: {
		// `.ci/run` adds up what the runners report.
		reporters: process.env.TEST_REPORT === undefined ? ['default'] : ['default', ['json', {outputFile: process.env.TEST_REPORT}]],
		testTimeout: 20_000,
		hookTimeout: 60_000,
		coverage: {include: ['src/**'], exclude: ['src/sandbox/page/static/**']},
		projects: [
			{
				extends: true,
				test: {
					name: 'embedded',
					include: ['test/**/*.test.ts'],
					exclude: [browser, needsPostgres],
					env: {TEST_ENGINE: 'embedded'},
					maxWorkers: 2,
					isolate: false,
				},
			},
			{
				extends: true,
				test: {
					name: 'postgres',
					include: ['test/store/**/*.test.ts', 'test/conversations/**/*.test.ts', needsPostgres],
					env: {TEST_ENGINE: 'postgres'},
					globalSetup: 'test/support/postgres.ts',
					maxWorkers: 2,
					testTimeout: 120_000,
				},
			},
			{extends: true, test: {name: 'browser', include: [browser], maxWorkers: 1, testTimeout: 60_000}},
		],
	},
});

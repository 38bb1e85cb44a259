import {defineConfig} from 'vitest/config';

/** The pure tests of the rules, for `npm run mutants`: no bot, no database, and no time to be kept, for a mutated program is slow. */
export default defineConfig({
	test: {
		include: [
			'test/model/{address,allowance,approval,html-text,link-masking,look-alike,masked-mail,person,redaction,request-seals,same-address,secret-shapes,sending,unpacking}.test.ts',
			'test/slack/guard*.test.ts',
		],
		env: {ADDRESSES: '300', DECISIONS: '100', REDACTIONS: '30'},
		testTimeout: 60_000,
	},
});

import {expect, test} from 'vitest';
import {agoWords} from '../../src/model/recent-acts.ts';

const now = new Date('2026-11-12T12:00:00Z');

test.for([
	[-5, 'just now'],
	[0, 'just now'],
	[59, 'just now'],
	[60, '1 minute ago'],
	[6 * 60, '6 minutes ago'],
	[3599, '59 minutes ago'],
	[3600, '1 hour ago'],
	[23 * 3600, '23 hours ago'],
] as const)('%i seconds are %s', ([seconds, words]) => {
	expect(agoWords(new Date(now.getTime() - seconds * 1000), now)).toBe(words);
});

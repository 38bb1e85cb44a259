import {describe, expect, test} from 'vitest';
import type {AuditNote} from '../../src/model/audit.ts';
import type {Deed} from '../../src/model/person.ts';
import {type Attempt, createGuard} from '../../src/slack/guard.ts';
import type {PersonRef} from '../../src/workflows/ports.ts';

const id = 'U0TESTED';
const about = (own: boolean, open = true) => ({own, open, deed: 'RQ-1'});

interface Asking {
	readonly about?: Attempt['about'];
	readonly channelId?: string | undefined;
	readonly shared?: boolean | undefined;
}

/** What the guard answers to a manager, whom and what it asked for that, and what it wrote down. */
async function attemptOf(deed: Deed, {about: subject, channelId, shared}: Asking) {
	const asked: string[] = [];
	const notes: AuditNote[] = [];
	const directory = {
		standingOf: async ({userId}: PersonRef, options?: {readonly fresh?: boolean}) => {
			asked.push(options?.fresh === true ? `${userId}, now` : userId);
			return {isFullMember: true, isAgent: false, isManager: true};
		},
		nameOf: async (userId: string) => userId,
		isManagerNow: async () => true,
		isShared: async (channel: string) => {
			asked.push(channel);
			return shared;
		},
	};
	const audit = {
		record: async (note: AuditNote) => {
			notes.push(note);
		},
		about: async () => [],
	};
	const guard = createGuard({directory, audit});
	const verdict = await guard({person: {userId: id, teamId: 'T0BRIGHT'}, deed, entry: 'tried', channelId, about: subject});
	return {verdict, asked, notes};
}

describe('who may decide is read', () => {
	test.each<[when: string, deed: Deed, about: Attempt['about'], asked: string]>([
		['now, for a decision on what is open', 'decide', about(false), `${id}, now`],
		['at most a minute ago, when it is settled already', 'decide', about(false, false), id],
		['at most a minute ago, when it is about nothing', 'decide', undefined, id],
		['at most a minute ago, for a cancellation', 'cancel', about(true), id],
		['at most a minute ago, for a look-up', 'look-up', undefined, id],
	])('%s', async (_when, deed, subject, asked) => {
		expect((await attemptOf(deed, {about: subject})).asked).toEqual([asked]);
	});
});

test('what is about nothing is nobody’s own', async () => {
	expect((await attemptOf('cancel', {})).verdict).toEqual({permitted: false, reason: 'not-the-requester'});
	expect((await attemptOf('decide', {})).verdict).toEqual({permitted: true});
});

describe('a channel', () => {
	test.each<[what: string, channelId: string, shared: boolean | undefined, asked: boolean, closed: boolean]>([
		['that outsiders see is closed', 'C0SHARED', true, true, true],
		['that outsiders see is closed, if it is private too', 'G0SHARED', true, true, true],
		['that only we see is open', 'C0OURS', false, true, false],
		['of which Slack says nothing is open', 'C0PRIVATE', undefined, true, false],
		['that is a direct message is not asked for', 'D0CG', true, false, false],
	])('%s', async (_what, channelId, shared, isAsked, isClosed) => {
		const {verdict, asked, notes} = await attemptOf('look-up', {channelId, shared});
		expect(asked.includes(channelId)).toBe(isAsked);
		expect(verdict).toEqual(isClosed ? {permitted: false, reason: 'shared-channel'} : {permitted: true});
		const refusal = {actor: id, act: 'refused', deed: undefined, after: {entry: 'tried', deed: 'look-up', reason: 'shared-channel'}};
		expect(notes).toEqual(isClosed ? [refusal] : []);
	});

	test('is not blamed for what the person may not do anyway', async () => {
		const {verdict, notes} = await attemptOf('decide', {about: about(true), channelId: 'C0SHARED', shared: true});
		expect(verdict).toEqual({permitted: false, reason: 'own-request'});
		expect(notes).toEqual([{actor: id, act: 'refused', deed: 'RQ-1', after: {entry: 'tried', deed: 'decide', reason: 'own-request'}}]);
	});
});

import {createHmac} from 'node:crypto';
import {expect, test} from 'vitest';
import type {Account} from '../../src/model/account.ts';
import {owningAccount, ticketRequesterSeal} from '../../src/model/approval.ts';

const seal = (text: string) => createHmac('sha256', 'one key').update(text).digest('hex');
const createdAt = new Date('2026-11-20T10:00:00.000Z');

const account: Account = {
	id: 7,
	username: 'ada',
	state: 'active',
	locked: false,
	createdAt,
	confirmedAt: createdAt,
	primaryEmail: 'Ada@Example.com',
	secondaryEmails: undefined,
	identityProviders: [],
	webUrl: 'https://gitlab.example.com/ada',
};

test('a request keeps of an account its id, its name and its primary address under a seal, in whatever letters', () => {
	expect(owningAccount(account, seal)).toEqual({id: 7, username: 'ada', addressSeal: seal('primary address:ada@example.com')});
	expect(owningAccount({...account, primaryEmail: 'ada@example.com'}, seal)).toEqual(owningAccount(account, seal));
	expect(owningAccount(undefined, seal)).toBeUndefined();
});

test('a request keeps of a ticket its requester under a seal, in whatever letters, or that there is no address', () => {
	expect(ticketRequesterSeal({requester: 'Ada@Example.com'}, seal)).toBe(seal('ticket requester:ada@example.com'));
	expect(ticketRequesterSeal({requester: undefined}, seal)).toBe(seal('ticket requester:'));
});

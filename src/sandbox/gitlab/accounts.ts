import {randomBytes} from 'node:crypto';
import type {GitlabEmail, GitlabUser, NewGitlabUser} from './types.ts';
import type {Account, World} from './world.ts';

/** Tokens of links, as long as Devise's. */
export function newLinkToken(): string {
	return randomBytes(15).toString('base64url');
}

export function sameText(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}

export function findAccount(world: World, fits: (user: GitlabUser) => boolean): Account | undefined {
	return [...world.accounts.values()].find(({user}) => fits(user));
}

/** @throws Error when there is no such account. */
export function accountOf(world: World, username: string): Account {
	const account = findAccount(world, (user) => sameText(user.username, username));
	if (account === undefined) throw new Error(`no account is called ${username}`);
	return account;
}

/** A primary address of somebody else, or a row of anybody: unconfirmed secondary addresses take an address too. */
export function isAddressTaken(world: World, address: string, exceptUserId?: number): boolean {
	return [...world.accounts.values()].some(({user}) => {
		const isPrimary = user.id !== exceptUserId && sameText(user.email, address);
		return isPrimary || user.emails.some(({email}) => sameText(email, address));
	});
}

/** As its primary address or as any row of it. */
export function isTakenByAnother(world: World, account: Account, address: string): boolean {
	return [...world.accounts.values()].some(
		({user}) => user.id !== account.user.id && [user.email, ...user.emails.map(({email}) => email)].some((one) => sameText(one, address)),
	);
}

/** @throws Error when the username or an address is taken. */
export function addAccount(world: World, {secondaryEmails = [], ...wanted}: NewGitlabUser): Account {
	refuseTaken(world, wanted, secondaryEmails);
	const now = world.clock();
	const user = {...defaults(wanted, now), id: wanted.id ?? world.nextId(), ...definedOf(wanted), email: wanted.email.toLowerCase()};
	const emails = secondaryEmails.map((row) => newEmail(world, row.email, {confirmedAt: null, createdAt: now, ...row}));
	const awaitsConfirmation = user.confirmedAt === null || user.unconfirmedEmail !== null;
	const account: Account = {
		user: {
			...user,
			unconfirmedEmail: user.unconfirmedEmail?.toLowerCase() ?? null,
			confirmationSentAt: user.confirmationSentAt ?? (awaitsConfirmation ? user.createdAt : null),
			emails,
		},
		confirmationToken: awaitsConfirmation ? newLinkToken() : undefined,
		resetToken: undefined,
		code: undefined,
		secondaryTokens: new Map(),
		deletionDueAt: undefined,
	};
	world.accounts.set(user.id, account);
	keepPrimaryRow(world, account);
	return account;
}

function refuseTaken(world: World, {id, username, email}: NewGitlabUser, secondaryEmails: readonly {readonly email: string}[]): void {
	if (id !== undefined && world.accounts.has(id)) throw new Error(`id ${id} has already been taken`);
	if (findAccount(world, (user) => sameText(user.username, username))) throw new Error(`Username ${username} has already been taken`);
	for (const address of [email, ...secondaryEmails.map((row) => row.email)]) {
		if (isAddressTaken(world, address)) throw new Error(`Email ${address} has already been taken`);
	}
}

function definedOf(wanted: Partial<GitlabUser>): Partial<GitlabUser> {
	return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

function defaults(wanted: NewGitlabUser, now: Date): Omit<GitlabUser, 'id' | 'emails'> {
	return {
		username: wanted.username,
		name: wanted.username,
		email: wanted.email,
		unconfirmedEmail: null,
		state: 'active',
		locked: false,
		createdAt: now,
		confirmedAt: null,
		confirmationSentAt: null,
		resetSentAt: null,
		publicEmail: null,
		note: null,
		identities: [],
		hasPassword: true,
		twoFactorEnabled: false,
		isAdmin: false,
		lastSignInAt: null,
		signInCount: 0,
		enterpriseGroupId: null,
		supportPin: null,
	};
}

export function newEmail(world: World, address: string, times: Pick<GitlabEmail, 'confirmedAt' | 'createdAt'>): GitlabEmail {
	return {id: world.nextId(), email: address.toLowerCase(), confirmedAt: times.confirmedAt, createdAt: times.createdAt};
}

export function changeAccount(world: World, account: Account, change: Partial<GitlabUser>): GitlabUser {
	const user = {...account.user, ...change};
	account.user = {...user, email: user.email.toLowerCase(), unconfirmedEmail: user.unconfirmedEmail?.toLowerCase() ?? null};
	keepPrimaryRow(world, account);
	world.changed();
	return account.user;
}

/** Source: user.rb, after_save: a confirmed primary address is also stored among the addresses. */
function keepPrimaryRow(world: World, account: Account): void {
	const {email, confirmedAt, emails} = account.user;
	const row = emails.find((one) => one.email === email);
	if (confirmedAt === null || (row !== undefined && row.confirmedAt !== null)) return;
	const kept = row === undefined ? newEmail(world, email, {confirmedAt, createdAt: confirmedAt}) : {...row, confirmedAt};
	account.user = {...account.user, emails: [...emails.filter((one) => one !== row), kept]};
}

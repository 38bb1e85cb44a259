import {z} from 'zod';
import {type Account, accountStates, isPrimary, type SecondaryEmail} from '../../model/account.ts';
import type {Clock} from '../../model/clock.ts';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import type {Accounts} from '../../workflows/ports.ts';
import {createDeletionDays} from './deletion-days.ts';
import {type AskGitlab, createGitlabSdk, type GitlabAccess, service, unreadable} from './sdk.ts';

const date = z.string().transform((text, context) => {
	const time = Date.parse(text);
	if (!Number.isNaN(time)) return new Date(time);
	context.addIssue({code: 'custom', message: 'not a time'});
	return z.NEVER;
});

const nullableDate = date.nullish().transform((value) => value ?? undefined);

/** The entity that administrators get (UserWithAdmin). Everybody else gets rows without `email`. */
const userSchema = z.object({
	id: z.number().int().positive(),
	username: z.string().min(1),
	name: z.string().nullish(),
	email: z.string().min(1),
	state: z.enum(accountStates),
	locked: z.boolean().nullish(),
	created_at: date,
	confirmed_at: nullableDate,
	identities: z.array(z.object({provider: z.string().nullish()})).nullish(),
	web_url: z.string(),
});

type User = z.output<typeof userSchema>;

/** What shows that a row is one, and whether the token sees what administrators see. */
const rowSchema = z.looseObject({id: z.number(), username: z.string()});

const emailSchema = z.object({email: z.string(), confirmed_at: nullableDate});
const callerSchema = z.object({is_admin: z.boolean().nullish()});

const pageSize = 100;
const mostPages = 3;
/** How many accounts are asked for their other addresses. */
const mostCandidates = 5;
/** How long a token counts as an administrator's after it was seen to be one. */
const trustedFor = 600_000;

interface Source {
	readonly ask: AskGitlab;
	readonly assertAdministrator: () => Promise<void>;
}

/** GitLab's accounts, by the REST API of version 4 and an administrator's token with the scope `read_user`. */
export function createAccounts(access: GitlabAccess & {readonly clock: Clock}): Accounts {
	const ask = createGitlabSdk(access);
	const source: Source = {ask, assertAdministrator: createAdministratorCheck(ask, access.clock)};
	return {
		byAddress: (address) => findByAddress(source, address.toLowerCase()),
		byUsername: async (username) => {
			const wanted = username.replace(/^@/, '');
			const {value} = await ask(z.array(rowSchema), ({users}) => users.all({username: wanted, perPage: pageSize, page: 1}));
			const found = readUsers(value).find((user) => user.username.toLowerCase() === wanted.toLowerCase());
			if (found === undefined) await source.assertAdministrator();
			return found === undefined ? undefined : accountOf(found);
		},
		byId: async (id) => {
			const found = await orAbsent(ask(rowSchema, ({users}) => users.show(id)));
			return found === undefined ? undefined : accountOf(readUser(found.value));
		},
		deletionDays: createDeletionDays(ask, access.clock),
		withSecondaries: async (account) => ({...account, secondaryEmails: await readSecondaries(source, account)}),
	};
}

/** Reads who the token speaks for. For `doctor`. */
export async function readsAsAdministrator(access: GitlabAccess): Promise<boolean> {
	const {value} = await createGitlabSdk(access)(callerSchema, ({users}) => users.showCurrentUser());
	return value.is_admin === true;
}

/**
 * Without an administrator's rights GitLab finds nobody by a private address, and says so to nobody: an empty answer counts only
 * for a token that sees them. Source: app/finders/users_finder.rb; auditors get the rows, but not the search.
 */
function createAdministratorCheck(ask: AskGitlab, clock: Clock): () => Promise<void> {
	let seenAt: number | undefined;
	return async () => {
		if (seenAt !== undefined && clock().getTime() - seenAt < trustedFor) return;
		const {value} = await ask(callerSchema, ({users}) => users.showCurrentUser());
		if (value.is_admin !== true) throw notAnAdministrator();
		seenAt = clock().getTime();
	};
}

function notAnAdministrator(): ServiceRefused {
	return new ServiceRefused(service, 403, 'GITLAB_TOKEN is not an administrator’s');
}

/**
 * The search also finds strangers who call themselves like the address, and lists them before its owner: a row counts only if its
 * own primary address is the one, or if the address is among its confirmed others. Source: User.search.
 */
async function findByAddress(source: Source, address: string): Promise<Account | undefined> {
	const others: User[] = [];
	for (let page = 1; page <= mostPages; page += 1) {
		const {value, headers} = await source.ask(z.array(rowSchema), ({users}) => users.all({search: address, perPage: pageSize, page}));
		const rows = readUsers(value);
		const owner = rows.find((row) => row.email.toLowerCase() === address);
		if (owner !== undefined) return accountOf(owner);
		others.push(...rows);
		if ((headers.get('x-next-page') ?? '') === '') return findSecondaryOwner(source, address, others);
	}
	throw tooMany();
}

async function findSecondaryOwner(source: Source, address: string, rows: readonly User[]): Promise<Account | undefined> {
	// Whom their name explains, the address need not explain: they are asked last.
	const ranked = [...rows].sort((one, other) => Number(isNamedLike(one, address)) - Number(isNamedLike(other, address)));
	for (const row of ranked.slice(0, mostCandidates)) {
		const account = accountOf(row);
		const secondaryEmails = await readSecondaries(source, account);
		const owned = secondaryEmails.find((email) => email.address.toLowerCase() === address);
		if (owned?.confirmedAt !== undefined) return {...account, secondaryEmails};
	}
	if (ranked.length > mostCandidates) throw tooMany();
	await source.assertAdministrator();
	return undefined;
}

/** More resemble it than are worth asking: who owns it, nobody knows. */
function tooMany(): ServiceUnavailable {
	return new ServiceUnavailable({service, cause: 'too-many'});
}

function isNamedLike(row: User, address: string): boolean {
	return [row.name ?? '', row.username].some((name) => name.toLowerCase().includes(address));
}

/** All but the primary one, which has a row of its own once it is confirmed. */
async function readSecondaries(source: Source, account: Account): Promise<readonly SecondaryEmail[]> {
	// The SDK's own method takes no page size, and would follow every page.
	const {value, headers} = await source.ask(z.array(emailSchema), ({emails}) =>
		emails.requester.get(`users/${account.id}/emails`, {searchParams: {perPage: pageSize, page: 1}}),
	);
	if ((headers.get('x-next-page') ?? '') !== '') throw tooMany();
	return value
		.filter(({email}) => !isPrimary(account, email))
		.map(({email, confirmed_at}) => ({address: email, confirmedAt: confirmed_at}));
}

function readUsers(rows: readonly z.output<typeof rowSchema>[]): readonly User[] {
	return rows.map(readUser);
}

function readUser(row: z.output<typeof rowSchema>): User {
	if (!('email' in row)) throw notAnAdministrator();
	const user = userSchema.safeParse(row);
	if (!user.success) throw unreadable(200);
	return user.data;
}

function accountOf(user: User): Account {
	return {
		id: user.id,
		username: user.username,
		state: user.state,
		locked: user.locked ?? false,
		createdAt: user.created_at,
		confirmedAt: user.confirmed_at,
		primaryEmail: user.email,
		secondaryEmails: undefined,
		identityProviders: (user.identities ?? []).flatMap(({provider}) => (provider === null || provider === undefined ? [] : [provider])),
		webUrl: user.web_url,
	};
}

/** Absent is only what GitLab calls so. */
async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof ServiceRefused && error.trouble.status === 404 && error.trouble.reason === '404 User Not Found') return undefined;
		throw error;
	}
}

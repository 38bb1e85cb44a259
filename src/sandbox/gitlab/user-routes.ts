import type {SimulatedAnswer} from '../http.ts';
import {changeAccount, isTakenByAnother, sameText} from './accounts.ts';
import {forbidden, frameworkRefusal, jsonAnswer, notFound, refusal} from './answers.ts';
import {requireAdministrator} from './auth.ts';
import {changePrimary} from './confirmations.ts';
import {answerKeyset, answerPage, readPage} from './pages.ts';
import {optionalChoice, optionalFlag, optionalText, type Params} from './params.ts';
import type {Call} from './routes.ts';
import type {GitlabUser} from './types.ts';
import {basicUser, plainUser, userDetailsWithAdmin, userWithAdmin} from './user-entities.ts';
import {searchUsers} from './user-search.ts';
import type {Account} from './world.ts';

/** Always a list. Nobody may ask for one user by name, and for no more. */
export function listUsers(call: Call): SimulatedAnswer {
	const {world, caller, params} = call;
	if (optionalText(params, 'extern_uid') !== undefined) requireAdministrator(caller);
	if (caller === undefined && !optionalText(params, 'username')) throw forbidden('Not authorized to access /api/v4/users');
	const show = caller?.readsAll ? userWithAdmin : basicUser;
	const paged = {...call, rows: filterUsers(call), show: (user: GitlabUser) => show(world, user)};
	if (optionalText(params, 'pagination') === 'keyset') {
		const sort = requireOrderById(params);
		return answerKeyset({...paged, rows: [...paged.rows].sort(orderOf(new Map([['sort', sort]])))}, sort);
	}
	const {number, size} = readPage(params);
	if (number * size > 50_000) throw frameworkRefusal(405, tooFar);
	return answerPage(paged);
}

const tooFar =
	'Offset pagination has a maximum allowed offset of 50000 for requests that return objects of type User. ' +
	'Remaining records can be retrieved using keyset pagination.';

function requireOrderById(params: Params): 'asc' | 'desc' {
	if ((optionalText(params, 'order_by') ?? 'id') !== 'id') {
		throw frameworkRefusal(405, 'Keyset pagination is not yet available for this type of request');
	}
	return optionalChoice(params, 'sort', ['asc', 'desc']) ?? 'desc';
}

const hiddenStates: ReadonlySet<string> = new Set(['blocked', 'banned', 'ldap_blocked']);

function filterUsers({world, caller, params}: Call): readonly GitlabUser[] {
	const search = optionalText(params, 'search') ?? '';
	const all = [...world.accounts.values()].map(({user}) => user);
	const visible = all.filter((user) => (caller?.isAdministrator || !hiddenStates.has(user.state)) && fits(user, params));
	const isRanked = search !== '' && !(caller?.readsAll && isOrdered(params));
	const found = search === '' ? visible : searchUsers(visible, search, caller?.isAdministrator ?? false);
	return isRanked ? found : [...found].sort(orderOf(caller?.readsAll ? params : new Map()));
}

function isOrdered(params: Params): boolean {
	return Boolean(optionalText(params, 'order_by') || optionalText(params, 'sort'));
}

const orders = {
	id: (user: GitlabUser) => user.id,
	name: (user: GitlabUser) => user.name,
	username: (user: GitlabUser) => user.username,
	created_at: (user: GitlabUser) => user.createdAt.getTime(),
	updated_at: (user: GitlabUser) => user.createdAt.getTime(),
} as const;

/** Without a wish: newest first. */
function orderOf(params: Params): (one: GitlabUser, other: GitlabUser) => number {
	const key = orders[optionalChoice(params, 'order_by', ['id', 'name', 'username', 'created_at', 'updated_at']) ?? 'id'];
	const sign = optionalChoice(params, 'sort', ['asc', 'desc']) === 'asc' ? 1 : -1;
	return (one, other) => {
		if (key(one) === key(other)) return sign * (one.id - other.id);
		return key(one) < key(other) ? -sign : sign;
	};
}

function fits(user: GitlabUser, params: Params): boolean {
	const username = optionalText(params, 'username');
	const publicEmail = optionalText(params, 'public_email');
	const externUid = optionalText(params, 'extern_uid');
	if (username !== undefined && !sameText(user.username, username)) return false;
	if (publicEmail !== undefined && user.publicEmail !== publicEmail) return false;
	if (externUid !== undefined && !user.identities.some((one) => one.extern_uid === externUid && one.provider === params.get('provider'))) {
		return false;
	}
	if (optionalFlag(params, 'active') && user.state !== 'active') return false;
	return !optionalFlag(params, 'blocked') || user.state === 'blocked';
}

/** @throws Refusal when there is no such account. */
export function accountAsked({world, params}: Call): Account {
	const account = world.accounts.get(Number(params.get('id')));
	if (account === undefined) throw notFound('User');
	return account;
}

export function showUser(call: Call): SimulatedAnswer {
	const {world, caller} = call;
	if (caller === undefined) throw forbidden('Not authorized!');
	if (!caller.readsAll) call.countUserLookup(String(caller.owner.user.id));
	const {user} = accountAsked(call);
	return jsonAnswer(200, caller.readsAll ? userDetailsWithAdmin(world, user) : plainUser(world, user));
}

/** The note and the names at once; a new address waits until it is confirmed. */
export function editUser(call: Call): SimulatedAnswer {
	const {world, caller, params} = call;
	requireAdministrator(caller);
	const account = accountAsked(call);
	const email = optionalText(params, 'email');
	const [note, name] = [optionalText(params, 'note'), optionalText(params, 'name')];
	if (email !== undefined && isTakenByAnother(world, account, email)) throw refusal(409, 'Email has already been taken');
	if (name === '') throw refusal(400, {name: ["can't be blank"]});
	changeAccount(world, account, {...(note === undefined ? {} : {note}), ...(name === undefined ? {} : {name})});
	if (email !== undefined && !sameText(email, account.user.email)) changeAddress(call, account, email);
	return jsonAnswer(200, userWithAdmin(world, account.user));
}

function changeAddress({world, params}: Call, account: Account, email: string): void {
	if (!isAddress(email)) throw refusal(400, {email: ['is invalid']});
	if (optionalFlag(params, 'skip_reconfirmation')) changeAccount(world, account, {email, unconfirmedEmail: null});
	else changePrimary(world, account, email);
}

export function isAddress(text: string): boolean {
	return /^[^\s@,;<>]+@[^\s@,;<>]+$/.test(text.trim());
}

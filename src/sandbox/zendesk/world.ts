import type {Clock} from '../../model/clock.ts';
import type {ZendeskField, ZendeskForm, ZendeskMacro, ZendeskRole, ZendeskScope, ZendeskTicket, ZendeskUser} from './types.ts';

export interface AccessToken {
	/** The user that it acts as. */
	readonly userId: number;
	readonly scopes: readonly ZendeskScope[];
	readonly expiresAt: Date | undefined;
}

/** All that Zendesk remembers. */
export interface World {
	readonly clock: Clock;
	readonly users: Map<number, ZendeskUser>;
	readonly tickets: Map<number, ZendeskTicket>;
	readonly forms: ReadonlyMap<number, ZendeskForm>;
	readonly fields: ReadonlyMap<number, ZendeskField>;
	readonly macros: ReadonlyMap<number, ZendeskMacro>;
	readonly accessTokens: Map<string, AccessToken>;
	/** Known once the server listens. */
	origin: string;
	readonly nextId: () => number;
	/** Tells the listeners that something changed. */
	readonly changed: () => void;
}

export interface WorldOptions {
	readonly clock: Clock;
	readonly staff: readonly {readonly email: string; readonly role: ZendeskRole}[];
	readonly forms: readonly ZendeskForm[];
	readonly fields: readonly ZendeskField[];
	readonly macros: readonly ZendeskMacro[];
	readonly changed: () => void;
}

export function createWorld({clock, staff, forms, fields, macros, changed}: WorldOptions): World {
	let lastId = 20_000;
	const world: World = {
		clock,
		users: new Map(),
		tickets: new Map(),
		forms: byId(forms),
		fields: byId(fields),
		macros: byId(macros),
		accessTokens: new Map(),
		origin: '',
		nextId: () => {
			lastId += 1;
			return lastId;
		},
		changed,
	};
	for (const {email, role} of staff) addUser(world, email, role);
	return world;
}

function byId<T extends {readonly id: number}>(things: readonly T[]): ReadonlyMap<number, T> {
	return new Map(things.map((thing) => [thing.id, thing]));
}

export function addUser(world: World, email: string | null, role: ZendeskRole): ZendeskUser {
	const id = world.nextId();
	const user = {id, name: email?.split('@')[0] ?? `Visitor ${id}`, email: email?.toLowerCase() ?? null, role};
	world.users.set(id, user);
	return user;
}

/** Zendesk keeps addresses in lower case. */
export function findUser(world: World, email: string): ZendeskUser | undefined {
	return [...world.users.values()].find((user) => user.email === email.toLowerCase());
}

/** Zendesk's times have whole seconds. */
export function timeOf(date: Date): string {
	return `${date.toISOString().slice(0, 19)}Z`;
}

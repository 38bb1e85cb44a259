import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import type {Caller} from './auth.ts';
import {
	listComments,
	listFields,
	listForms,
	previewMacro,
	searchMacros,
	showCaller,
	showField,
	showForm,
	showMacro,
	showTicket,
	showUser,
} from './reading-routes.ts';
import {search} from './search.ts';
import {updateTags, updateTicket} from './updates.ts';
import type {World} from './world.ts';

export interface Call {
	readonly world: World;
	readonly caller: Caller;
	readonly request: SimulatedRequest;
	/** Without the query. */
	readonly path: string;
	readonly params: Readonly<Record<string, string>>;
	/** Updates are counted by themselves. @throws Refusal beyond a limit. */
	readonly countUpdate: (ticketId: number) => void;
}

type Methods = Readonly<Record<string, (call: Call) => SimulatedAnswer>>;

/** Below `/api/v2`; `#…` takes digits only. Everything may end with `.json`. */
const routes: readonly (readonly [string, Methods])[] = [
	['tickets/#id', {GET: showTicket, PUT: updateTicket}],
	['tickets/#id/comments', {GET: listComments}],
	['tickets/#id/tags', {PUT: updateTags, POST: updateTags, DELETE: updateTags}],
	['tickets/#id/macros/#macro/apply', {GET: previewMacro}],
	['users/me', {GET: showCaller}],
	['users/#id', {GET: showUser}],
	['ticket_forms', {GET: listForms}],
	['ticket_forms/#id', {GET: showForm}],
	['ticket_fields', {GET: listFields}],
	['ticket_fields/#id', {GET: showField}],
	['macros/search', {GET: searchMacros}],
	['macros/#id', {GET: showMacro}],
	['search', {GET: search}],
];

/** Undefined: no such URL. */
export function findRoute(path: string): {readonly methods: Methods; readonly params: Readonly<Record<string, string>>} | undefined {
	const segments = path
		.replace(/^\/api\/v2\//, '')
		.replace(/\.json$/, '')
		.split('/');
	for (const [pattern, methods] of routes) {
		const params = match(pattern.split('/'), segments);
		if (params !== undefined) return {methods, params};
	}
	return undefined;
}

function match(pattern: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> | undefined {
	if (pattern.length !== segments.length) return undefined;
	const params: Record<string, string> = {};
	for (const [at, part] of pattern.entries()) {
		const segment = segments[at] ?? '';
		if (!takes(part, segment)) return undefined;
		if (part.startsWith('#')) params[part.slice(1)] = segment;
	}
	return params;
}

function takes(part: string, segment: string): boolean {
	return part.startsWith('#') ? /^\d{1,18}$/.test(segment) : part === segment;
}

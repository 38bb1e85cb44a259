import type {SimulatedAnswer} from '../http.ts';
import type {Area, Caller} from './auth.ts';
import {showCaller, showSettings, showToken, showVersion} from './instance-routes.ts';
import {createIssue, listIssues, showIssue, showProject} from './issue-routes.ts';
import type {Params} from './params.ts';
import {createEmail, deleteEmail, listEmails, revokeSupportPin, showSupportPin} from './user-email-routes.ts';
import {editUser, listUsers, showUser} from './user-routes.ts';
import type {World} from './world.ts';

export interface Call {
	readonly world: World;
	/** Undefined: no token was sent. */
	readonly caller: Caller | undefined;
	readonly params: Params;
	/** The whole URL without the query. */
	readonly url: string;
	readonly query: URLSearchParams;
	/** Single users are looked up within a limit of their own. @throws Refusal beyond it. */
	readonly countUserLookup: (discriminator: string) => void;
}

type Answer = (call: Call) => SimulatedAnswer;

interface Route {
	readonly area: Area;
	readonly methods: Readonly<Record<string, Answer>>;
}

/** Below `/api/v4`. `#…` takes digits only, `:…` anything. */
const routes: readonly (readonly [string, Route])[] = [
	['users', {area: 'users', methods: {GET: listUsers}}],
	['users/#id', {area: 'users', methods: {GET: showUser, PUT: editUser}}],
	['users/#id/emails', {area: 'users', methods: {GET: listEmails, POST: createEmail}}],
	['users/#id/emails/:email_id', {area: 'users', methods: {DELETE: deleteEmail}}],
	['users/#id/support_pin', {area: 'users', methods: {GET: showSupportPin}}],
	['users/#id/support_pin/revoke', {area: 'users', methods: {POST: revokeSupportPin}}],
	['user', {area: 'users', methods: {GET: showCaller}}],
	['application/settings', {area: 'other', methods: {GET: showSettings}}],
	['version', {area: 'users', methods: {GET: showVersion}}],
	['personal_access_tokens/self', {area: 'token-itself', methods: {GET: showToken}}],
	['projects/:id', {area: 'other', methods: {GET: showProject}}],
	['projects/:id/issues', {area: 'other', methods: {GET: listIssues, POST: createIssue}}],
	['projects/:id/issues/:issue_iid', {area: 'other', methods: {GET: showIssue}}],
];

/** The route of a path with its parameters; `segments` are decoded. */
export function findRoute(segments: readonly string[]): (Route & {readonly path: Readonly<Record<string, string>>}) | undefined {
	for (const [pattern, route] of routes) {
		const path = match(pattern.split('/'), segments);
		if (path !== undefined) return {...route, path};
	}
	return undefined;
}

function match(pattern: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> | undefined {
	if (pattern.length !== segments.length) return undefined;
	const path: Record<string, string> = {};
	for (const [at, part] of pattern.entries()) {
		const segment = segments[at] ?? '';
		const name = /^[:#](.+)$/.exec(part)?.[1];
		if (name === undefined ? part !== segment : !takes(part, segment)) return undefined;
		if (name !== undefined) path[name] = segment;
	}
	return path;
}

function takes(part: string, segment: string): boolean {
	return part.startsWith('#') ? /^\d+$/.test(segment) : segment !== '';
}

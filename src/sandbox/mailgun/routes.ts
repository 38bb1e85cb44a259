import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import type {Access, Area} from './auth.ts';
import {getDomain, getQueues} from './domain-routes.ts';
import {addEntries, deleteAllEntries, deleteEntry, getEntry, type ListPlace, listEntries} from './list-routes.ts';
import {listNames} from './lists.ts';
import {answerLogs} from './logs.ts';
import {getMessage, type Host, resendMessage} from './message-routes.ts';
import type {World} from './world.ts';

interface Call {
	readonly world: World;
	readonly request: SimulatedRequest;
	/** Of the key that asks. */
	readonly apiKeyId: string;
}

type Answer = (call: Call) => SimulatedAnswer | Promise<SimulatedAnswer>;

interface Method {
	readonly access: Access;
	readonly answer: Answer;
}

export interface Route {
	readonly area: Area;
	/** The sending domain in the path. */
	readonly domain?: string;
	readonly methods: Readonly<Record<string, Method>>;
}

const read = (answer: Answer): Method => ({access: 'read', answer});
const write = (answer: Answer): Method => ({access: 'write', answer});

/** Finds what a path means at a host; `segments` are decoded. Undefined: no such URL. */
export function findRoute(host: Host, segments: readonly string[]): Route | undefined {
	const [version, second, domain = '', fourth, fifth = ''] = segments;
	const ofDomain = version === 'v3' && second === 'domains';
	if (ofDomain && fourth === 'messages' && segments.length === 5) return messageRoute(domain, fifth, host);
	if (host === 'storage') return undefined;
	if (ofDomain) return fourth === 'sending_queues' && segments.length === 4 ? queueRoute(domain) : undefined;
	return findAccountRoute(segments);
}

function findAccountRoute(segments: readonly string[]): Route | undefined {
	const [version, second, third = ''] = segments;
	if (version === 'v3') return listRoute(segments);
	if (version === 'v4' && second === 'domains' && segments.length === 3) return domainRoute(third);
	return segments.join('/') === 'v1/analytics/logs' ? logsRoute : undefined;
}

function messageRoute(domain: string, key: string, host: Host): Route {
	const place = {domain, key, host};
	return {
		area: 'messages',
		domain,
		methods: {
			GET: read(({world, request}) => getMessage(world, place, request)),
			POST: write(({world, request, apiKeyId}) => resendMessage(world, place, {request, apiKeyId})),
		},
	};
}

function queueRoute(domain: string): Route {
	return {area: 'domains', domain, methods: {GET: read(getQueues)}};
}

function domainRoute(domain: string): Route {
	return {area: 'domains', domain, methods: {GET: read(({world}) => getDomain(world, domain))}};
}

// Reading the log is a POST; that a role which may only read may call it is not stated anywhere.
const logsRoute: Route = {area: 'logs', methods: {POST: read(({world, request}) => answerLogs(world, request))}};

/** `/v3/{domain}/{list}` and `/v3/{domain}/{list}/{address}`; an empty address (a slash at the end) is the whole list. */
function listRoute([, domain = '', third, address = '', ...more]: readonly string[]): Route | undefined {
	const list = listNames.find((name) => name === third);
	if (list === undefined || more.length > 0) return undefined;
	const area = list === 'whitelists' ? 'allowlist' : 'suppressions';
	const place = {domain, list};
	return {area, domain, methods: address === '' ? listMethods(place) : entryMethods(place, address)};
}

function listMethods(place: ListPlace): Route['methods'] {
	return {
		GET: read(({world, request}) => listEntries(world, place, request)),
		POST: write(({world, request}) => addEntries(world, place, request)),
		DELETE: write(({world}) => deleteAllEntries(world, place)),
	};
}

function entryMethods(place: ListPlace, address: string): Route['methods'] {
	return {
		GET: read(({world}) => getEntry(world, place, address)),
		DELETE: write(({world}) => deleteEntry(world, place, address)),
	};
}

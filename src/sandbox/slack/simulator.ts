import type {Clock} from '../../model/clock.ts';
import type {FaultBoard} from '../faults.ts';
import {type SimulatedAnswer, type SimulatedRequest, serve} from '../http.ts';
import {createActor} from './actor.ts';
import {createDeliveries} from './deliveries.ts';
import {takeUpload} from './file-methods.ts';
import {answerResponseUrl} from './response-urls.ts';
import {createSocketMode} from './socket-mode.ts';
import {createState, type SlackState} from './state.ts';
import type {SlackSimulator} from './types.ts';
import {answerApi} from './web-api.ts';

interface Options {
	readonly faults: FaultBoard;
	readonly clock: Clock;
	readonly signingSecret: string;
	readonly botToken: string;
	readonly appToken?: string;
	/** Scopes of the bot token; methods beyond them answer `missing_scope`. */
	readonly scopes: readonly string[];
	readonly port?: number;
	readonly teamId?: string;
}

/** A strict stand-in of Slack on 127.0.0.1: Web API, response URLs, uploads, Socket Mode, and the people at the keyboard. */
export async function createSlackSimulator(options: Options): Promise<SlackSimulator> {
	const state = createState(options);
	const {faults, port} = options;
	const server = await serve({service: 'slack', faults, handle: (request) => route(state, request), ...(port === undefined ? {} : {port})});
	state.origin = server.origin;
	const sockets = createSocketMode(state, server.server);
	const deliveries = createDeliveries(state, sockets);
	return {
		origin: server.origin,
		apiUrl: `${server.origin}/api/`,
		botUserId: state.identity.botUserId,
		teamId: state.identity.teamId,
		...worldOf(state),
		as: (personId) => createActor(state, deliveries, personId),
		allMessages: (channelId) => state.messages.filter((message) => message.channel === channelId),
		apiCalls: () => state.apiCalls,
		responseUrlUses: () => state.responseUrlUses,
		complaints: () => state.complaints,
		onChange: state.onChange,
		until: state.until,
		deliverRaw: deliveries.raw,
		deliveries: () => state.deliveries,
		connections: sockets.count,
		recycleConnections: sockets.recycle,
		close: async () => {
			sockets.close();
			await server.close();
		},
	};
}

type World = Pick<
	SlackSimulator,
	'deliverTo' | 'addPerson' | 'changePerson' | 'addChannel' | 'setUserGroup' | 'setHomeTab' | 'people' | 'userGroups' | 'channels'
>;

function worldOf(state: SlackState): World {
	const changing = (change: () => void) => {
		change();
		state.changed();
	};
	return {
		deliverTo: (requestUrl) => {
			state.requestUrl = requestUrl;
		},
		addPerson: (person) => changing(() => state.people.set(person.id, person)),
		changePerson: (id, change) => {
			const person = state.people.get(id);
			if (person === undefined) throw new Error(`nobody in the workspace has the id ${id}`);
			changing(() => state.people.set(id, {...person, ...change, id}));
		},
		addChannel: (channel) => changing(() => state.channels.set(channel.id, channel)),
		setUserGroup: (id, handle, members) => changing(() => state.groups.set(id, {id, handle, members})),
		setHomeTab: (isEnabled) => {
			state.hasHomeTab = isEnabled;
		},
		people: () => [...state.people.values()],
		userGroups: () => [...state.groups.values()].map(({id, handle}) => ({id, handle})),
		channels: () => [...state.channels.values()],
	};
}

function route(state: SlackState, request: SimulatedRequest): SimulatedAnswer | Promise<SimulatedAnswer> {
	if (request.path.startsWith('/api/')) return answerApi(state, request);
	if (request.path.startsWith('/response/')) return answerResponseUrl(state, request);
	if (request.path.startsWith('/upload/')) return takeUpload(state, request);
	return {status: 404, text: 'not found'};
}

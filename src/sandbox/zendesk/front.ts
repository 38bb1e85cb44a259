import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {noEndpoint, notAllowed, Refusal} from './answers.ts';
import {type Credentials, findCaller, grantToken, requireAgent, requireScope} from './auth.ts';
import {type RateReading, rateHeaders} from './rate.ts';
import {findRoute} from './routes.ts';
import type {World} from './world.ts';

type Count = (whose: string) => RateReading;

export interface Front {
	readonly world: World;
	readonly credentials: Credentials;
	readonly countRequest: Count;
	/** Updates of tickets, of the whole account; and by one user of one ticket. */
	readonly countUpdate: Count;
	readonly countOfTicket: Count;
}

export function answerRequest(front: Front, request: SimulatedRequest): SimulatedAnswer {
	try {
		if (request.path === '/oauth/tokens' && request.method === 'POST') return grantToken(front.world, front.credentials, request);
		if (request.path.startsWith('/api/v2/')) return answerApi(front, request);
		return {status: 404, headers: {'content-type': 'text/html'}, text: '<h1>Not found</h1>'};
	} catch (error) {
		if (error instanceof Refusal) return error.answer;
		throw error;
	}
}

/** Credentials, rate, route, rights, deed. */
function answerApi({world, credentials, ...front}: Front, request: SimulatedRequest): SimulatedAnswer {
	const {path, method} = request;
	const caller = findCaller(world, credentials, request.headers.authorization);
	const rate = rateHeaders(front.countRequest('account'));
	const route = findRoute(path);
	if (route === undefined) throw noEndpoint();
	const run = route.methods[method];
	if (run === undefined) throw notAllowed(Object.keys(route.methods));
	requireScope(caller, method);
	if (!/^\/api\/v2\/users\/me(\.json)?$/.test(path)) requireAgent(caller);
	const countUpdate = (ticketId: number) => {
		front.countUpdate('account');
		front.countOfTicket(`${caller.user.id} ${ticketId}`);
	};
	const answer = run({world, caller, request, path, params: route.params, countUpdate});
	return {...answer, headers: {...rate, ...answer.headers}};
}

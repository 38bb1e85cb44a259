import type {SimulatedAnswer} from '../http.ts';
import {answerOf, invalid} from './answers.ts';
import {ticketEntity} from './entities.ts';
import type {Call} from './routes.ts';
import {ticketStatuses, type ZendeskTicket} from './types.ts';
import type {World} from './world.ts';

/** How long a change takes to be found, in milliseconds. That it takes minutes is a guess. */
const indexLag = 60_000;

type Test = (world: World, ticket: ZendeskTicket) => boolean;

/** `GET /api/v2/search`: tickets only, by `type:`, `requester:`, `status:` with `<` and `>`, `tags:` and plain words, all of them at once. */
export function search({world, request}: Call): SimulatedAnswer {
	const words = (request.query.get('query') ?? '').trim();
	if (words === '') throw invalid('query', 'Query: cannot be blank');
	const tests = words.split(/\s+/).map(testOf);
	const indexed = world.clock().getTime() - indexLag;
	const found = [...world.tickets.values()]
		.filter((ticket) => ticket.updatedAt.getTime() <= indexed && tests.every((test) => test(world, ticket)))
		.sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
	const ordered = request.query.get('sort_order') === 'asc' ? found : found.toReversed();
	const results = ordered.slice(0, 100).map((ticket) => ({...ticketEntity(world, ticket), result_type: 'ticket'}));
	return answerOf({results, facets: null, next_page: null, previous_page: null, count: found.length});
}

function testOf(word: string): Test {
	const [, name = '', sign = '', value = ''] = /^(type|requester|status|tags)([:<>])(.+)$/.exec(word) ?? [];
	switch (name) {
		case 'type':
			return () => value === 'ticket';
		case 'requester':
			return (world, ticket) => world.users.get(ticket.requesterId)?.email === value.toLowerCase();
		case 'tags':
			return (_world, ticket) => ticket.tags.includes(value);
		case 'status':
			return (_world, ticket) => compares(sign, statusRank(ticket.status), statusRank(value));
		default:
			return (_world, ticket) => `${ticket.subject} ${ticket.description}`.toLowerCase().includes(word.toLowerCase());
	}
}

function statusRank(status: string): number {
	const order: readonly string[] = ticketStatuses;
	return order.indexOf(status);
}

function compares(sign: string, one: number, other: number): boolean {
	if (sign === '<') return one < other;
	return sign === '>' ? one > other : one === other;
}

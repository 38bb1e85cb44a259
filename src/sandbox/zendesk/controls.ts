import {tagsOf} from './tags.ts';
import type {NewZendeskTicket, ZendeskSimulator, ZendeskTicket} from './types.ts';
import {addUser, findUser, type World} from './world.ts';

type Controls = Pick<ZendeskSimulator, 'addTicket' | 'changeTicket' | 'reply' | 'removeTicket' | 'tickets' | 'users' | 'revokeTokens'>;

/** What the sandbox and the tests do to Zendesk from outside. */
export function createControls(world: World): Controls {
	return {
		addTicket: (wanted) => addTicket(world, wanted),
		changeTicket: (id, {requester, tags, ...change}) =>
			keep(world, {
				...ticketOf(world, id),
				...change,
				...(tags === undefined ? {} : {tags: tagsOf(tags)}),
				...(requester === undefined ? {} : {requesterId: personOf(world, requester)}),
			}),
		reply: (id, body) => {
			const ticket = ticketOf(world, id);
			const comment = {id: world.nextId(), authorId: ticket.requesterId, body, isPublic: true, createdAt: world.clock()};
			return keep(world, {...ticket, status: 'open', comments: [...ticket.comments, comment]});
		},
		removeTicket: (id) => {
			world.tickets.delete(ticketOf(world, id).id);
			world.changed();
		},
		tickets: () => [...world.tickets.values()],
		users: () => [...world.users.values()],
		revokeTokens: () => world.accessTokens.clear(),
	};
}

function addTicket(world: World, wanted: NewZendeskTicket): ZendeskTicket {
	const id = wanted.id ?? world.nextId();
	if (world.tickets.has(id)) throw new Error(`there is a ticket ${id}`);
	const requesterId = personOf(world, wanted.requester);
	const [now, description] = [world.clock(), wanted.description ?? 'I never got the mail.'];
	const values = [...(wanted.fields ?? new Map<number, string>())];
	const chosen = values.flatMap(([field, value]) => (world.fields.get(field)?.type === 'tagger' ? [value] : []));
	return keep(world, {
		id,
		subject: wanted.subject ?? 'No mail',
		description,
		status: wanted.status ?? 'new',
		requesterId,
		formId: wanted.formId ?? null,
		fields: new Map(values),
		tags: tagsOf([...(wanted.tags ?? []), ...chosen]),
		comments: [{id: world.nextId(), authorId: requesterId, body: description, isPublic: true, createdAt: now}],
		createdAt: now,
		updatedAt: now,
	});
}

function personOf(world: World, email: string | null): number {
	const known = email === null ? undefined : findUser(world, email);
	return (known ?? addUser(world, email, 'end-user')).id;
}

function ticketOf(world: World, id: number): ZendeskTicket {
	const ticket = world.tickets.get(id);
	if (ticket === undefined) throw new Error(`no ticket ${id}`);
	return ticket;
}

/** Keeps a changed ticket, with a new time. */
export function keep(world: World, ticket: ZendeskTicket): ZendeskTicket {
	const kept = {...ticket, updatedAt: world.clock()};
	world.tickets.set(ticket.id, kept);
	world.changed();
	return kept;
}

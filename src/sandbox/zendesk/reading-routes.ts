import type {SimulatedAnswer} from '../http.ts';
import {answerOf, notFound} from './answers.ts';
import {commentEntity, fieldEntity, formEntity, macroEntity, ticketEntity, userEntity} from './entities.ts';
import type {Call} from './routes.ts';
import {findTicket} from './updates.ts';

export function showTicket(call: Call): SimulatedAnswer {
	const {world, request} = call;
	const ticket = findTicket(call);
	const includes = (request.query.get('include') ?? '').split(',');
	const people = [ticket.requesterId].flatMap((id) => world.users.get(id) ?? []);
	const users = includes.includes('users') ? {users: people.map((user) => userEntity(world, user))} : {};
	return answerOf({ticket: ticketEntity(world, ticket), ...users});
}

/** Oldest first unless `sort_order=desc`; at most a hundred a page. */
export function listComments(call: Call): SimulatedAnswer {
	const {world, request, path} = call;
	const ticket = findTicket(call);
	const {query} = request;
	const size = Math.min(Math.max(Number(query.get('per_page') ?? 100) || 100, 1), 100);
	const page = Math.max(Number(query.get('page') ?? 1) || 1, 1);
	const ordered = query.get('sort_order') === 'desc' ? ticket.comments.toReversed() : ticket.comments;
	const hasMore = ordered.length > page * size;
	const next = new URLSearchParams([...query].filter(([name]) => name !== 'page').concat([['page', String(page + 1)]]));
	return answerOf({
		comments: ordered.slice((page - 1) * size, page * size).map(commentEntity),
		next_page: hasMore ? `${world.origin}${path}?${next}` : null,
		previous_page: null,
		count: ordered.length,
	});
}

export function showCaller({world, caller}: Call): SimulatedAnswer {
	return answerOf({user: userEntity(world, caller.user)});
}

export function showUser({world, params}: Call): SimulatedAnswer {
	return answerOf({user: userEntity(world, found(world.users, params.id))});
}

export function showForm({world, params}: Call): SimulatedAnswer {
	return answerOf({ticket_form: formEntity(found(world.forms, params.id))});
}

export function listForms({world}: Call): SimulatedAnswer {
	return answerOf({ticket_forms: [...world.forms.values()].map(formEntity), count: world.forms.size, next_page: null, previous_page: null});
}

export function showField({world, params}: Call): SimulatedAnswer {
	return answerOf({ticket_field: fieldEntity(found(world.fields, params.id))});
}

export function listFields({world}: Call): SimulatedAnswer {
	const fields = [...world.fields.values()].map(fieldEntity);
	return answerOf({ticket_fields: fields, count: fields.length, next_page: null, previous_page: null});
}

export function showMacro({world, params}: Call): SimulatedAnswer {
	return answerOf({macro: macroEntity(found(world.macros, params.id))});
}

export function searchMacros({world, request}: Call): SimulatedAnswer {
	const words = (request.query.get('query') ?? '').toLowerCase();
	const macros = [...world.macros.values()].filter((macro) => macro.isActive !== false && macro.title.toLowerCase().includes(words));
	return answerOf({macros: macros.map(macroEntity), count: macros.length, next_page: null, previous_page: null});
}

/** What the ticket would be after the macro. Nothing is changed. */
export function previewMacro(call: Call): SimulatedAnswer {
	const {world, params} = call;
	const ticket = findTicket(call);
	const {comment, status, addTags} = found(world.macros, params.macro);
	const changed = {...ticket, status: status ?? ticket.status, tags: [...new Set([...ticket.tags, ...(addTags ?? [])])]};
	const {id, url, status: shown, tags} = ticketEntity(world, changed);
	const text =
		comment === undefined ? {} : {comment: {body: comment.body, public: comment.isPublic, scoped_body: [['channel:all', comment.body]]}};
	return answerOf({result: {ticket: {id, url, assignee_id: null, group_id: null, status: shown, tags, ...text}}});
}

function found<T>(things: ReadonlyMap<number, T>, id: string | undefined): T {
	const thing = things.get(Number(id));
	if (thing === undefined) throw notFound();
	return thing;
}

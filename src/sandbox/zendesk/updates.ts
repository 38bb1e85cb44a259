import {z} from 'zod';
import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {answerOf, badBody, invalid, notFound, outdated} from './answers.ts';
import {keep} from './controls.ts';
import {ticketEntity} from './entities.ts';
import type {Call} from './routes.ts';
import {tagsOf, withField, withTags} from './tags.ts';
import {ticketStatuses, type ZendeskComment, type ZendeskTicket} from './types.ts';
import {timeOf, type World} from './world.ts';

const safeFields = {
	safe_update: z.union([z.boolean(), z.enum(['true', 'false'])]).optional(),
	updated_stamp: z.string().optional(),
};

/** What is not among these is not looked at, as Zendesk does. */
const updateSchema = z.object({
	ticket: z.object({
		...safeFields,
		status: z.string().optional(),
		ticket_form_id: z.number().nullish(),
		custom_fields: z.array(z.object({id: z.number(), value: z.string().nullable()})).optional(),
		tags: z.array(z.string()).optional(),
		comment: z.object({body: z.string(), public: z.boolean().optional()}).optional(),
	}),
});

type Update = z.output<typeof updateSchema>['ticket'];

export function findTicket({world, params}: Pick<Call, 'world' | 'params'>): ZendeskTicket {
	const ticket = world.tickets.get(Number(params.id));
	if (ticket === undefined) throw notFound();
	return ticket;
}

export function readJson<T>(schema: z.ZodType<T>, request: SimulatedRequest): T {
	if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw badBody('The body is not of the type application/json.');
	const parsed = schema.safeParse(parse(request.body.toString('utf8')));
	if (!parsed.success) throw badBody('The body cannot be read.');
	return parsed.data;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** `PUT /api/v2/tickets/{id}`: all of it, or nothing. */
export function updateTicket(call: Call): SimulatedAnswer {
	const {world, caller, request} = call;
	const ticket = findTicket(call);
	call.countUpdate(ticket.id);
	const {ticket: update} = readJson(updateSchema, request);
	assertMayChange(ticket, update);
	const comment = commentOf(world, caller.user.id, update);
	const changed = withValues(world, withStatus(world, ticket, update), update);
	const kept = keep(world, {...changed, comments: [...ticket.comments, ...(comment === undefined ? [] : [comment])]});
	return answerOf({ticket: ticketEntity(world, kept), audit: auditOf(world, caller.user.id, kept, comment)});
}

function assertMayChange(ticket: ZendeskTicket, {safe_update: safe, updated_stamp: stamp}: Update): void {
	if (ticket.status === 'closed') throw invalid('status', 'Status: closed prevents ticket update');
	if (safe !== undefined && String(safe) === 'true' && stamp !== timeOf(ticket.updatedAt)) throw outdated();
}

function withStatus(world: World, ticket: ZendeskTicket, update: Update): ZendeskTicket {
	const status = ticketStatuses.find((known) => known === (update.status ?? ticket.status));
	if (status === undefined) throw invalid('status', `Status: ${update.status} is not included in the list`);
	const formId = update.ticket_form_id === undefined ? ticket.formId : update.ticket_form_id;
	if (formId !== null && world.forms.get(formId)?.isActive === false) throw invalid('ticket_form_id', 'Ticket form: is not active');
	if (formId !== null && !world.forms.has(formId)) throw invalid('ticket_form_id', 'Ticket form: is invalid');
	// Whoever answers a new ticket takes it up.
	const isAnswered = status === 'new' && update.comment !== undefined;
	return {...ticket, status: isAnswered ? 'open' : status, formId};
}

/** Fields first, then the list of tags, which the drop-down fields follow. A field that does not exist is passed over without a word. */
function withValues(world: World, ticket: ZendeskTicket, update: Update): ZendeskTicket {
	let tagged: Pick<ZendeskTicket, 'fields' | 'tags'> = ticket;
	for (const {id, value} of update.custom_fields ?? []) {
		const field = world.fields.get(id);
		if (field === undefined || field.isActive === false) continue;
		const isKnown = field.type !== 'tagger' || value === null || (field.options ?? []).includes(value);
		if (!isKnown) throw invalid('base', `${field.title}: ${value} is not a valid option`);
		tagged = withField(tagged, field, value);
	}
	if (update.tags !== undefined) tagged = withTags(world, tagged, update.tags);
	return {...ticket, ...tagged};
}

/** Public unless it says otherwise: the ticket is. */
function commentOf(world: World, authorId: number, {comment}: Update): ZendeskComment | undefined {
	if (comment === undefined) return undefined;
	if (comment.body.trim() === '') throw invalid('comment', 'Comment: cannot be blank');
	return {id: world.nextId(), authorId, body: comment.body, isPublic: comment.public ?? true, createdAt: world.clock()};
}

function auditOf(world: World, authorId: number, ticket: ZendeskTicket, comment: ZendeskComment | undefined) {
	const events =
		comment === undefined ? [] : [{id: comment.id, type: 'Comment', body: comment.body, public: comment.isPublic, attachments: []}];
	return {id: world.nextId(), ticket_id: ticket.id, created_at: timeOf(ticket.updatedAt), author_id: authorId, events};
}

const tagsSchema = z.object({...safeFields, tags: z.array(z.string())});

/** `…/tags`: PUT adds, POST sets, DELETE takes away. */
export function updateTags(call: Call): SimulatedAnswer {
	const {world, request} = call;
	const ticket = findTicket(call);
	call.countUpdate(ticket.id);
	const body = readJson(tagsSchema, request);
	assertMayChange(ticket, body);
	const given = tagsOf(body.tags);
	const next = {PUT: [...ticket.tags, ...given], POST: given, DELETE: ticket.tags.filter((tag) => !given.includes(tag))}[request.method];
	return answerOf({tags: keep(world, {...ticket, ...withTags(world, ticket, next ?? [])}).tags});
}

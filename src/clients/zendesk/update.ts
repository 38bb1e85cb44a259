import type {Ticket, TicketChange, TicketTriage} from '../../model/ticket.ts';

/** The ids of the fields that the configuration names. */
export type TicketFields = {readonly [Name in Exclude<keyof TicketTriage, 'form'>]: string | undefined};

interface Present {
	readonly ticket: Ticket;
	readonly fields: TicketFields;
	/** The line by which the comment is found again. */
	readonly marker: string;
}

/**
 * The one PUT: comment, status, form, fields and tags together, refused if the ticket changed since it was read. The list of tags
 * replaces the old one. https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#update-ticket
 */
export function updateOf(change: TicketChange, {ticket, fields, marker}: Present) {
	const {comment, status, triage = {}} = change;
	const values = fieldsOf(triage, fields);
	const tags = tagsAfter(change, ticket);
	return {
		// Never left out: without it a note would be as public as the ticket.
		comment: {body: `${comment.text}\n\n${marker}`, public: comment.isPublic},
		...(status === undefined ? {} : {status}),
		...(triage.form === undefined ? {} : {ticket_form_id: Number(triage.form)}),
		...(values.length === 0 ? {} : {custom_fields: values}),
		...(sameTags(tags, ticket.tags) ? {} : {tags}),
		safe_update: true,
		updated_stamp: ticket.stamp,
	};
}

const names = ['problemType', 'category', 'subcategory', 'address'] as const;

function fieldsOf(triage: NonNullable<TicketChange['triage']>, fields: TicketFields) {
	return names.flatMap((name) => {
		const [id, value] = [fields[name], triage[name]];
		return id === undefined || value === undefined ? [] : [{id: Number(id), value}];
	});
}

/** The value of a drop-down field is a tag as well: a list without it would empty the field. */
function tagsAfter({triage = {}, addTags = []}: TicketChange, ticket: Ticket): readonly string[] {
	const chosen = (['problemType', 'category', 'subcategory'] as const).filter((name) => triage[name] !== undefined);
	const before = chosen.map((name) => ticket.triage[name]);
	const after = chosen.flatMap((name) => triage[name] ?? []);
	return [...new Set([...ticket.tags.filter((tag) => !before.includes(tag)), ...after, ...addTags])];
}

function sameTags(one: readonly string[], other: readonly string[]): boolean {
	return one.length === other.length && one.every((tag) => other.includes(tag));
}

import {BadRequest} from './answers.ts';
import {isFields, optionalList, optionalText} from './fields.ts';
import type {CaseSensitivity} from './lists.ts';
import type {LogEvent} from './log-event.ts';

type Comparator = '=' | '!=' | 'contains' | 'not contains' | '<' | '>';

/** One clause of `filter.AND`. */
export interface Clause {
	readonly attribute: string;
	readonly comparator: Comparator;
	readonly values: readonly string[];
}

type Reader = (event: LogEvent) => readonly (string | undefined)[];

const status = (event: LogEvent) => event['delivery-status'];
const none: Reader = () => [];

/** Mailgun's filter attributes: with underscores, not with the dashes of the items. */
const attributes: ReadonlyMap<string, Reader> = new Map<string, Reader>([
	['id', (event) => [event.id]],
	['domain', (event) => [event.domain.name]],
	['ip', (event) => [event.envelope['sending-ip']]],
	['ip_pool', none],
	['recipient_domain', (event) => [event['recipient-domain']]],
	['recipient_provider', (event) => [event['recipient-provider']]],
	['country', none],
	['bot', none],
	['device', none],
	['subaccount', none],
	['event', (event) => [event.event]],
	['attachment_filename', none],
	['from', (event) => [event.message.headers.from]],
	['message_id', (event) => [event.message.headers['message-id']]],
	['subject', (event) => [event.message.headers.subject]],
	['mailing_list_address', none],
	['to', (event) => [event.message.headers.to]],
	['size', (event) => [String(event.message.size)]],
	['recipient', (event) => [event.recipient]],
	['tag', (event) => event.tags],
	['severity', (event) => [event.severity]],
	['user_variables', (event) => [event['user-variables']]],
	['delivered_at', (event) => (event.event === 'delivered' ? [event['@timestamp']] : [])],
	['delivery_status_code', (event) => [status(event)?.code.toString()]],
	['delivery_status_bounce_type', (event) => [status(event)?.['bounce-type']]],
	['delivery_status_message', (event) => [status(event)?.message]],
	['is_routed', (event) => [String(event.flags['is-routed'])]],
	['i_classification_rule_id', none],
	['i_classification_group_id', none],
	['recipients', (event) => [event.recipient]],
]);

const addressAttributes: ReadonlySet<string> = new Set(['domain', 'recipient_domain', 'recipient', 'recipients', 'from', 'to']);

const usual: readonly Comparator[] = ['=', '!=', 'contains', 'not contains'];
const special: ReadonlyMap<string, readonly Comparator[]> = new Map<string, readonly Comparator[]>([
	['size', ['<', '>']],
	['delivered_at', ['<', '>']],
	['recipients', ['contains', 'not contains']],
]);

/** @throws BadRequest for an unknown attribute, a comparator it does not take, or values without label and value. */
export function parseClause(clause: unknown): Clause {
	if (!isFields(clause)) throw new BadRequest('invalid filter');
	const attribute = optionalText(clause, 'attribute') ?? '';
	if (!attributes.has(attribute)) throw new BadRequest('invalid filter attribute');
	const wanted = optionalText(clause, 'comparator');
	const comparator = (special.get(attribute) ?? usual).find((candidate) => candidate === wanted);
	if (comparator === undefined) throw new BadRequest('invalid filter comparator');
	const values = optionalList(clause, 'values').map(parseValue);
	if (values.length === 0) throw new BadRequest('invalid filter values');
	return {attribute, comparator, values};
}

function parseValue(value: unknown): string {
	if (isFields(value) && typeof value.label === 'string' && typeof value.value === 'string') return value.value;
	throw new BadRequest('invalid filter values');
}

/** Several values of one clause mean any of them; for the negative comparators, none of them. */
export function matchesClause(event: LogEvent, clause: Clause, caseSensitivity: CaseSensitivity): boolean {
	const fold = caseSensitivity === 'insensitive' && addressAttributes.has(clause.attribute);
	const actual = (attributes.get(clause.attribute) ?? none)(event)
		.filter((value) => value !== undefined)
		.map((value) => (fold ? value.toLowerCase() : value));
	const wanted = fold ? clause.values.map((value) => value.toLowerCase()) : clause.values;
	const any = (test: (value: string, other: string) => boolean) => actual.some((value) => wanted.some((other) => test(value, other)));
	switch (clause.comparator) {
		case '=':
			return any((value, other) => value === other);
		case '!=':
			return !any((value, other) => value === other);
		case 'contains':
			return any((value, other) => value.includes(other));
		case 'not contains':
			return !any((value, other) => value.includes(other));
		case '<':
			return any((value, other) => magnitude(value) < magnitude(other));
		case '>':
			return any((value, other) => magnitude(value) > magnitude(other));
	}
}

/** Bytes as they are, dates as epoch milliseconds. */
function magnitude(text: string): number {
	return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
}

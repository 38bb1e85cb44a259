import type {ViewOutput} from '@slack/bolt';
import type {ModalView} from '@slack/types';
import {stateWords} from '../../model/delivery.ts';
import {type DayProblems, dayOf, firstDayOf, type LogFilter, type LogQuestion, logStatuses, problemsOfDays} from '../../model/log-query.ts';
import {mailKinds} from '../../model/mail-kind.ts';
import {mailLabels} from '../confirm/modals.ts';
import {chosen, dayField, picked, selectField, textField, typed} from '../fields.ts';
import {modals} from '../ids.ts';
import {plain} from '../kit.ts';
import type {LogPlace} from './place.ts';

export const title = 'Filter log';

/** Block ids of the fields; errors come back at them. */
export const fields = {
	from: 'from',
	to: 'to',
	recipient: 'recipient',
	kind: 'kind',
	status: 'status',
	code: 'code',
	text: 'text',
	sendingDomain: 'sending_domain',
} as const satisfies Readonly<Record<keyof LogFilter, string>>;

export const labels: Readonly<Record<keyof LogFilter, string>> = {
	from: 'From',
	to: 'To',
	recipient: 'Recipient contains',
	kind: 'Kind of mail',
	status: 'Status',
	code: 'Status code',
	text: 'Status text',
	sendingDomain: 'Sending domain',
};

/** A choice cannot be taken back in Slack: it has to be one of the choices. */
const any = {label: 'Any', value: 'any'};

/** As people read it. */
export function valueShown(name: keyof LogFilter, {kind, status, ...texts}: LogFilter): string | undefined {
	if (name === 'kind') return kind === undefined ? undefined : mailLabels[kind];
	if (name === 'status') return status === undefined ? undefined : stateWords[status];
	return texts[name];
}

export interface FilterForm {
	readonly dialogId: string;
	readonly place: LogPlace;
	readonly sendingDomains: readonly string[];
	readonly logDays: number;
	readonly now: Date;
}

/** The form, filled with what holds now. */
export function filterModal({dialogId, place, sendingDomains, logDays, now}: FilterForm): ModalView {
	const {filter, subject, days} = place.question;
	const from = filter.from ?? (days === undefined ? undefined : dayOf(place.walk.since));
	const kinds = [any, ...mailKinds.map((kind) => ({label: mailLabels[kind], value: kind}))];
	const statuses = [any, ...logStatuses.map((status) => ({label: stateWords[status], value: status}))];
	const domains = [any, ...sendingDomains.map((domain) => ({label: domain, value: domain}))];
	const within = subject.by === 'address' ? subject.address.typed : subject.domain;
	return {
		type: 'modal',
		callback_id: modals.filterLog.id,
		private_metadata: dialogId,
		title: plain(title),
		submit: plain('Apply'),
		close: plain('Cancel'),
		blocks: [
			dayField(fields.from, labels.from, {initial: from, hint: `Days in UTC. The log begins on ${firstDayOf(logDays, now)}.`}),
			dayField(fields.to, labels.to, {initial: filter.to}),
			textField(fields.recipient, labels.recipient, {
				optional: true,
				initial: filter.recipient,
				hint: `Among the mails to ${within}.`,
				most: 254,
			}),
			selectField(fields.kind, labels.kind, kinds, {optional: true, initial: filter.kind ?? any.value}),
			selectField(fields.status, labels.status, statuses, {optional: true, initial: filter.status ?? any.value}),
			textField(fields.code, labels.code, {optional: true, initial: filter.code, hint: 'Three digits, such as 550.', most: 20}),
			textField(fields.text, labels.text, {
				optional: true,
				initial: filter.text,
				hint: 'A part of what the server replied, such as 5.1.1 or mailbox full.',
				most: 200,
			}),
			selectField(fields.sendingDomain, labels.sendingDomain, domains, {optional: true, initial: filter.sendingDomain ?? any.value}),
		],
	};
}

export function readFilter(view: ViewOutput, sendingDomains: readonly string[]): LogFilter {
	const written = (field: string) => typed(view, field) || undefined;
	return {
		from: picked(view, fields.from),
		to: picked(view, fields.to),
		recipient: written(fields.recipient),
		kind: mailKinds.find((kind) => kind === chosen(view, fields.kind)),
		status: logStatuses.find((status) => status === chosen(view, fields.status)),
		code: written(fields.code),
		text: written(fields.text),
		sendingDomain: sendingDomains.find((domain) => domain === chosen(view, fields.sendingDomain)),
	};
}

/** What is wrong at which field. */
export function problemsOfFilter(
	filter: LogFilter,
	{subject}: Pick<LogQuestion, 'subject'>,
	logDays: number,
	now: Date,
): Readonly<Record<string, string>> {
	const days = problemsOfDays(filter, logDays, now);
	const notKept = `The log is kept for ${logDays} days: the first day that can be searched is ${firstDayOf(logDays, now)}.`;
	const dayWords: Readonly<Record<NonNullable<DayProblems['from'] | DayProblems['to']>, string>> = {
		'not-kept': notKept,
		'to-come': 'This day is still to come.',
		'before-from': 'This is before the first day.',
	};
	return {
		...(days.from === undefined ? {} : {[fields.from]: dayWords[days.from]}),
		...(days.to === undefined ? {} : {[fields.to]: dayWords[days.to]}),
		...problemOfRecipient(filter, subject),
		...(filter.code === undefined || /^\d{3}$/.test(filter.code)
			? {}
			: {[fields.code]: 'A status code has three digits, such as 550. Others, such as 5.1.1, belong to the status text.'}),
	};
}

function problemOfRecipient({recipient}: LogFilter, subject: LogQuestion['subject']): Readonly<Record<string, string>> {
	if (recipient === undefined || subject.by === 'domain') return {};
	if (subject.address.text.toLowerCase().includes(recipient.toLowerCase())) return {};
	return {
		[fields.recipient]: `This card is about ${subject.address.typed} alone. For others: /suppression log and their address or domain.`,
	};
}

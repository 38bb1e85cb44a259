import {classifyReply, permanenceOf} from './smtp-reply.ts';
import type {Suppression} from './suppression.ts';
import {listNames, permanenceMeaning, reasonMeaning} from './texts.ts';
import {utc} from './visible.ts';

/** The entry word for word, to be copied as it is. */
export function entryText(entry: Suppression): string {
	const rows: readonly (readonly [string, string])[] = [
		['list', `${listNames[entry.kind]} (${entry.sendingDomain})`],
		['address', entry.address],
		...ownRows(entry),
		['date', entry.createdAt === undefined ? '(unreadable)' : utc(entry.createdAt)],
	];
	return rows.map(([name, value]) => `${`${name}:`.padEnd(9)}${value}`).join('\n');
}

function ownRows(entry: Suppression): readonly (readonly [string, string])[] {
	if (entry.kind === 'complaint') return [];
	if (entry.kind === 'unsubscribe') return [['tags', entry.tags.includes('*') ? '* (all mail)' : entry.tags.join(', ')]];
	const reason = classifyReply(entry);
	const permanence = permanenceOf(entry);
	return [
		['code', entry.code || '(none)'],
		['reason', `${reason}: ${reasonMeaning[reason]}`],
		...(permanence === undefined ? [] : [['lasting', permanenceMeaning[permanence]] as const]),
		['text', entry.text || '(none)'],
	];
}

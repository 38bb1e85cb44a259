import {entryText} from './entry-text.ts';
import {type Evidence, serviceOf} from './evidence.ts';
import {actWords, type RecentAct} from './recent-acts.ts';
import type {Removal, Suppression} from './suppression.ts';
import {listNames} from './texts.ts';
import {utc, visible} from './visible.ts';

/** What a note tells. Of an address that nobody named it holds no entry and no removal word for word. */
export interface NoteFacts {
	/** The subject as the agent named it. */
	readonly name: string;
	/** What was found, in sentences. */
	readonly headline: string;
	/** Of a diagnosis: its code. */
	readonly verdict?: string | undefined;
	readonly evidence: readonly Evidence[];
	/** Sources that did not answer, as people call them. */
	readonly silent: readonly string[];
	/** Word for word. */
	readonly entries: readonly Suppression[];
	readonly removals: readonly Removal[];
	readonly acts: readonly RecentAct[];
	/** False: the address is told to nobody, so what was removed is not quoted. */
	readonly disclosed: boolean;
	/** Pages where somebody can go on looking. */
	readonly links: readonly string[];
	readonly checkedAt: Date;
}

/** How people are called in a note: the ticket system does not know their Slack ids. */
export type NameOf = (userId: string) => string;

/** A note for a ticket: the verdict, what it rests on, what was done, where to look. All times are UTC. */
export interface Note {
	readonly text: string;
	/** The same findings have the same essence, whenever they were looked at: what is written once. */
	readonly essence: string;
}

const mostEvidence = 20;
const mostEntries = 10;

/** The internal comment about a look-up or about what was done after it. */
export function noteOf(facts: NoteFacts, nameOf: NameOf): Note {
	const {name, headline, verdict, evidence, silent, entries, links, checkedAt} = facts;
	const findings = [
		[`Email delivery of ${name}`],
		[headline, ...(verdict === undefined ? [] : [`Verdict: ${verdict}`])].map(oneLine),
		titled('Evidence', evidence.slice(0, mostEvidence).map(evidenceText)),
		titled(
			'Not answered',
			silent.map((source) => `- ${source}`),
		),
		...entries.slice(0, mostEntries).map((entry) => titled('On a suppression list', [entryText(entry)])),
		titled('Done with Redeliver', doneLines(facts, nameOf)),
		titled(
			'Look further',
			links.map((link) => `- ${link}`),
		),
	];
	const essence = paragraphs(findings);
	return {essence, text: paragraphs([essence.split('\n'), [`Checked ${utc(checkedAt)} with Redeliver.`]])};
}

const longest = 12_000;

function paragraphs(parts: readonly (readonly string[])[]): string {
	return visible(
		parts
			.filter((part) => part.length > 0)
			.map((part) => part.join('\n'))
			.join('\n\n'),
		longest,
	);
}

function titled(title: string, lines: readonly string[]): readonly string[] {
	return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

/** A server's reply cannot pass for a line of ours. */
function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

function evidenceText({source, at, text}: Evidence): string {
	return `- ${[serviceOf(source), ...(at === undefined ? [] : [utc(at)]), oneLine(text)].join(' · ')}`;
}

function doneLines({removals, acts, disclosed}: NoteFacts, nameOf: NameOf): readonly string[] {
	return [
		...removals.slice(0, mostEntries).flatMap((removal) => removalLines(removal, disclosed, nameOf)),
		// Whether notes were written stands in the ticket itself.
		...acts.flatMap(({act, by, at}) => {
			const words = act.startsWith('ticket-') ? undefined : actWords(act);
			return words === undefined ? [] : [`- ${words} ${nameOf(by)}, ${utc(at)}`];
		}),
	];
}

function removalLines({entry, ...removal}: Removal, disclosed: boolean, nameOf: NameOf): readonly string[] {
	const {state, removedBy, removedAt, restoredBy, restoredAt} = removal;
	const where = `${listNames[entry.kind]} of ${entry.sendingDomain}`;
	if (state === 'restored' && restoredBy !== undefined && restoredAt !== undefined) {
		return [`- Put back onto the ${where} by ${nameOf(restoredBy)}, ${utc(restoredAt)}`];
	}
	if (removedBy === undefined) return [];
	if (state !== 'removed' || removedAt === undefined) return [`- A removal from the ${where} by ${nameOf(removedBy)} is not confirmed yet`];
	const removed = `- Removed from the ${where} by ${nameOf(removedBy)}, ${utc(removedAt)}`;
	return disclosed ? [`${removed}. The entry was:`, entryText(entry)] : [removed];
}

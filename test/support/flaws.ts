import {expect} from 'vitest';
import type {Delivery} from '../../src/sandbox/slack/types.ts';
import {cast} from '../../src/sandbox/world.ts';
import type {Stage} from './stage.ts';

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const marks = new Set(['link', 'channel', 'broadcast', 'emoji']);

/** What in this piece of a message, a view or an acknowledgement would mention, link or hide something. */
function flawsOf(value: unknown, ours: readonly string[]): readonly string[] {
	if (value === null || typeof value !== 'object') return [];
	return [
		...flawsOfElement(value as Readonly<Record<string, unknown>>, ours),
		...Object.values(value).flatMap((inner) => flawsOf(inner, ours)),
	];
}

function flawsOfElement(element: Readonly<Record<string, unknown>>, ours: readonly string[]): readonly string[] {
	const {type, text, emoji} = element;
	const mentioned = element[`${type}_id`];
	return [
		...(marks.has(String(type)) ? [`an element ${type}`] : []),
		...(typeof mentioned === 'string' && !ours.includes(mentioned) ? [`a mention of ${mentioned}`] : []),
		...(type === 'plain_text' && emoji !== false ? [`emoji in ${text}`] : []),
		...(typeof text === 'string' ? flawsOfText(text, type === undefined || type === 'mrkdwn') : []),
	];
}

/** Where mark-up is read, an angle bracket is the beginning of a mention or a link. */
function flawsOfText(text: string, isMarkup: boolean): readonly string[] {
	return [
		...(isMarkup && text.includes('<') ? [`an open bracket in ${text}`] : []),
		...(unseen.test(text.replace(/[\n\t]/g, '')) ? [`something unseen in ${JSON.stringify(text)}`] : []),
	];
}

/** In all that was said to Slack so far nothing acts that others wrote, and nobody is mentioned but these. */
export function expectNothingForeign(
	{world}: Pick<Stage, 'world'>,
	acks: readonly Delivery[] = [],
	ours: readonly string[] = [cast.agent.id],
): void {
	const said = [
		...world.slack.apiCalls().map(({args}) => args),
		...world.slack.responseUrlUses().map(({body}) => body),
		...acks.map(({body}) => body),
	];
	expect(said.flatMap((piece) => flawsOf(piece, ours))).toEqual([]);
}

/** The errors at the fields are plain words, keyed by field. */
export function expectPlainErrors(acks: readonly Delivery[]): void {
	for (const {body} of acks) {
		const errors = Object.values((body as {readonly errors?: Readonly<Record<string, string>>} | undefined)?.errors ?? {});
		expect(errors.flatMap((words) => flawsOfText(words, false))).toEqual([]);
	}
}

/** Slack's own client keeps back what is empty or too long. */
export function expectOnlyRefusedBySlack(acks: readonly Delivery[]): void {
	expect(acks.map(({failure}) => failure).filter((failure) => failure !== undefined && !failure.startsWith('not submitted'))).toEqual([]);
}

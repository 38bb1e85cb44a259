import type {
	ActionsBlock,
	Button,
	ContextBlock,
	DividerBlock,
	KnownBlock,
	PlainTextElement,
	RichTextBlock,
	RichTextElement,
} from '@slack/types';
import {cut, utc, visible} from '../model/visible.ts';
import type {Entry} from './ids.ts';

export {utc, visible};

/** A message as our cards are: blocks, and one line for notifications and screen readers. */
export interface Card {
	readonly text: string;
	readonly blocks: readonly KnownBlock[];
}

/** Slack's three control characters; what is not escaped could name a channel or hide a link. */
export function escapeText(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A copy in which no text is longer than `most`: what is long was written by others, and must not crowd out the buttons. */
export function shortened<Value>(value: Value, most: number): Value;
export function shortened(value: unknown, most: number): unknown {
	if (Array.isArray(value)) return value.map((item) => shortened(item, most));
	if (value === null || typeof value !== 'object') return value;
	const shorter = (name: string, inner: unknown) =>
		name === 'text' && typeof inner === 'string' ? cut(inner, most) : shortened(inner, most);
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shorter(name, inner)]));
}

export type Piece = string | RichTextElement;

export const bold = (text: string): RichTextElement => ({type: 'text', text: visible(text), style: {bold: true}});
/** For addresses and whatever comes from outside: never read as mark-up, never turned into a link. */
export const code = (text: string): RichTextElement => ({type: 'text', text: visible(text), style: {code: true}});
export const person = (userId: string): RichTextElement => ({type: 'user', user_id: userId});
/** Opens a page; the URL is what is read. */
export const link = (url: string): RichTextElement => ({type: 'link', url, text: url});
/** Of the audit trail: a person, or Redeliver itself. */
export const actor = (name: string): RichTextElement => (/^[UW][A-Z0-9]+$/.test(name) ? person(name) : bold(name));
/** Shown in everyone's own zone. */
export const moment = (date: Date): RichTextElement => ({
	type: 'date',
	timestamp: Math.floor(date.getTime() / 1000),
	format: '{date_short_pretty} at {time}',
	fallback: utc(date),
});

function pieceOf(piece: Piece): RichTextElement {
	return typeof piece === 'string' ? {type: 'text', text: visible(piece)} : piece;
}

/** A paragraph. Slack refuses empty pieces. */
export function line(...pieces: readonly Piece[]): RichTextBlock {
	return {type: 'rich_text', elements: [{type: 'rich_text_section', elements: pieces.filter((piece) => piece !== '').map(pieceOf)}]};
}

/** Lines that can be copied as they are. */
export function preformatted(text: string): RichTextBlock {
	return {type: 'rich_text', elements: [{type: 'rich_text_preformatted', elements: [{type: 'text', text: visible(text, 2500)}]}]};
}

export function plain(text: string): PlainTextElement {
	return {type: 'plain_text', text, emoji: false};
}

export function small(text: string): ContextBlock {
	return {type: 'context', elements: [plain(visible(text, 1900))]};
}

export const divider: DividerBlock = {type: 'divider'};

export function row(...buttons: readonly Button[]): ActionsBlock {
	return {type: 'actions', elements: [...buttons]};
}

export interface ButtonOptions {
	readonly style?: 'primary' | 'danger';
	readonly confirm?: {readonly title: string; readonly text: string; readonly yes: string};
}

/** `value` is an opaque id; what it stands for is read again at the click. */
export function button(label: string, entry: Entry, value: string, options: ButtonOptions = {}): Button {
	const {confirm, style} = options;
	return {
		type: 'button',
		text: plain(label),
		action_id: entry.id,
		value,
		...(style === undefined ? {} : {style}),
		...(confirm === undefined
			? {}
			: {
					confirm: {
						title: plain(confirm.title),
						text: plain(visible(confirm.text, 300)),
						confirm: plain(confirm.yes),
						deny: plain('Cancel'),
					},
				}),
	};
}

/** A bulleted list, one item a line. */
export function bullets(items: readonly (Piece | readonly Piece[])[]): RichTextBlock {
	return {
		type: 'rich_text',
		elements: [
			{
				type: 'rich_text_list',
				style: 'bullet',
				elements: items.map((item) => ({type: 'rich_text_section', elements: [item].flat().map(pieceOf)})),
			},
		],
	};
}

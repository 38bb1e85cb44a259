import {formatDate} from './dates.js';
import {element} from './dom.js';
import {channelMention, groupMention, linkTo, mention} from './mentions.js';

/**
 * What a block needs to know of the world around it.
 * @typedef {{
 *   person: (id: string) => {name: string, realName: string} | undefined,
 *   groupName: (id: string) => string | undefined,
 *   channelName: (id: string) => string | undefined,
 *   now: () => Date,
 *   press: (press: {blockId: string, actionId: string, option?: string, confirm?: boolean}) => Promise<void>,
 *   field?: (block: Record<string, any>) => Node,
 * }} Context
 */

const containers = {
	rich_text_section: (part, context) => element('div', {class: 'section'}, ...inlines(part.elements, context)),
	rich_text_preformatted: (part, context) => element('pre', {tabindex: '0'}, ...inlines(part.elements, context)),
	rich_text_quote: (part, context) => element('blockquote', {}, ...inlines(part.elements, context)),
	rich_text_list: (part, context) => list(part, context),
};

/** @param {Context} context */
export function richText(block, context) {
	return element('div', {class: 'rich-text'}, ...block.elements.map((part) => known(containers, part, context)));
}

function list({style, elements, offset = 0, indent = 0}, context) {
	const items = elements.map((item) => element('li', {}, ...inlines(item.elements, context)));
	const tag = style === 'ordered' ? 'ol' : 'ul';
	return element(tag, {class: `indent-${indent}`, start: style === 'ordered' ? offset + 1 : undefined}, ...items);
}

const pieces = {
	text: ({text}) => text,
	link: ({url, text}) => linkTo(url, text === '' ? undefined : text) ?? text ?? url,
	user: ({user_id: id}, context) => mention(id, context),
	channel: ({channel_id: id}, context) => channelMention(id, context),
	usergroup: ({usergroup_id: id}, context) => groupMention(id, context),
	broadcast: ({range}) => element('span', {class: 'mention'}, `@${range}`),
	emoji: ({name, unicode}) => (unicode === undefined ? `:${name}:` : emojiOf(unicode)),
	date: (piece, context) => dateOf(piece, context),
};

function inlines(elements, context) {
	return elements.map((piece) => styled(known(pieces, piece, context), piece.style));
}

function dateOf({timestamp, format, url, fallback = ''}, context) {
	const words = formatDate(format, timestamp, context.now()) ?? fallback;
	const time = element('time', {datetime: isoOf(timestamp), title: fallback || undefined}, words);
	return url === undefined ? time : (linkTo(url, words) ?? time);
}

function isoOf(timestamp) {
	const date = new Date(timestamp * 1000);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function emojiOf(unicode) {
	return unicode
		.split('-')
		.map((point) => Number.parseInt(point, 16))
		.filter((point) => point > 0 && point <= 0x10_ff_ff)
		.map((point) => String.fromCodePoint(point))
		.join('');
}

const styles = {code: 'code', bold: 'strong', italic: 'em', strike: 's', underline: 'u', highlight: 'mark', client_highlight: 'mark'};

function styled(content, style = {}) {
	return Object.entries(styles)
		.filter(([name]) => style[name] === true)
		.reduce((inner, [, tag]) => element(tag, {}, inner), content);
}

/** What this page cannot draw must not pass unseen. */
export function known(table, part, context) {
	const draw = Object.hasOwn(table, part.type) ? table[part.type] : undefined;
	return draw === undefined ? unknown(part) : draw(part, context);
}

export function unknown(part) {
	return element('p', {class: 'unknown', role: 'alert'}, `This page cannot draw a block of the type “${part?.type}”.`);
}

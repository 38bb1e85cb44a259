import {element} from './dom.js';
import {drawElement} from './elements.js';
import {mrkdwn} from './mrkdwn.js';
import {known, richText, unknown} from './rich-text.js';

/**
 * Draws the blocks of a message or a view.
 * @param {readonly Record<string, any>[]} blocks
 * @param {import('./rich-text.js').Context} context
 */
export function drawBlocks(blocks, context) {
	return blocks.map((block) => {
		const node = known(kinds, block, context);
		if (block.block_id !== undefined) node.dataset.block = block.block_id;
		return node;
	});
}

const kinds = {
	rich_text: richText,
	section,
	header: ({text}) => element('h3', {class: 'header'}, text.text),
	divider: () => element('hr'),
	context: ({elements}, context) => element('div', {class: 'context'}, ...elements.map((part) => contextPart(part, context))),
	actions: (block, context) =>
		element('div', {class: 'actions'}, ...block.elements.map((part) => drawElement(part, {...context, blockId: block.block_id}))),
	image: (block) => element('figure', {}, block.title && element('figcaption', {}, block.title.text), picture(block)),
	markdown: ({text}) => element('div', {class: 'markdown'}, text),
	alert: ({text, level = 'default'}, context) => element('div', {class: `notice ${level}`, role: 'note'}, ...textObject(text, context)),
	table,
	input: (block, context) => (context.field === undefined ? unknown(block) : context.field(block)),
};

/** Plain text as it is; mrkdwn with its marks. */
export function textObject(text, context) {
	return text.type === 'mrkdwn' ? mrkdwn(text.text, context) : [text.text];
}

function section(block, context) {
	const {text, fields = [], accessory} = block;
	return element(
		'div',
		{class: 'block-section'},
		element(
			'div',
			{class: 'words'},
			text && element('div', {class: 'text'}, ...textObject(text, context)),
			fields.length > 0 && element('div', {class: 'fields'}, ...fields.map((field) => element('div', {}, ...textObject(field, context)))),
		),
		accessory && element('div', {class: 'accessory'}, drawAccessory(accessory, {...context, blockId: block.block_id})),
	);
}

function drawAccessory(accessory, context) {
	return accessory.type === 'image' ? picture(accessory) : drawElement(accessory, context);
}

function contextPart(part, context) {
	return part.type === 'image' ? picture(part) : element('span', {}, ...textObject(part, context));
}

/** Nothing is loaded from elsewhere, so a picture shows as its words. */
function picture({alt_text: words}) {
	return element('span', {class: 'picture', role: 'img', 'aria-label': words}, words);
}

function table({rows, column_settings: settings = []}, context) {
	const [head = [], ...body] = rows;
	const draw = (tag) => (cell, column) => {
		const align = settings[column]?.align ?? (cell.type === 'raw_number' ? 'right' : 'left');
		return element(tag, {class: align, scope: tag === 'th' ? 'col' : undefined}, cellContent(cell, context));
	};
	return element(
		'div',
		{class: 'table', role: 'region', tabindex: '0', 'aria-label': 'Table'},
		element(
			'table',
			{},
			element('thead', {}, element('tr', {}, ...head.map(draw('th')))),
			element('tbody', {}, ...body.map((row) => element('tr', {}, ...row.map(draw('td'))))),
		),
	);
}

const cells = {raw_text: ({text}) => text, raw_number: ({text}) => text, rich_text: richText};

function cellContent(cell, context) {
	return known(cells, cell, context);
}

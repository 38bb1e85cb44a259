import {z} from 'zod';
import {
	anyText,
	button,
	checkboxes,
	checkPicture,
	datepicker,
	flag,
	id,
	imageElement,
	inputElement,
	list,
	mrkdwn,
	overflow,
	picture,
	plain,
	radioButtons,
	staticSelect,
	string,
} from './elements.ts';
import {slackLimits as limits} from './numbers.ts';
import {richText} from './rich-text.ts';

const section = z
	.strictObject({
		type: z.literal('section'),
		block_id: id,
		text: anyText(limits.sectionText).optional(),
		fields: list(anyText(limits.fieldText), limits.sectionFields, 'fields').optional(),
		accessory: z
			.discriminatedUnion('type', [button, staticSelect, overflow, checkboxes, radioButtons, datepicker, imageElement])
			.optional(),
		expand: flag,
	})
	.superRefine(({text, fields}, context) => {
		if (text === undefined && fields === undefined) context.addIssue({code: 'custom', message: 'needs text or fields'});
	});

const table = z.strictObject({
	type: z.literal('table'),
	block_id: id,
	rows: list(
		list(
			z.discriminatedUnion('type', [
				z.strictObject({type: z.literal('raw_text'), text: string(limits.tableText)}),
				z.strictObject({type: z.literal('raw_number'), value: z.number(), text: string(limits.tableText)}),
				richText,
			]),
			limits.tableColumns,
			'cells',
		),
		limits.tableRows,
		'rows',
	),
	column_settings: list(
		z.strictObject({align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: flag}).nullable(),
		limits.tableColumns,
		'column settings',
		0,
	).optional(),
});

const actions = z.strictObject({
	type: z.literal('actions'),
	block_id: id,
	elements: list(
		z.discriminatedUnion('type', [button, staticSelect, overflow, checkboxes, radioButtons, datepicker]),
		limits.actionsElements,
		'elements',
	),
});

const input = z.strictObject({
	type: z.literal('input'),
	block_id: id,
	label: plain(limits.inputLabel),
	element: inputElement,
	hint: plain(limits.inputLabel).optional(),
	optional: flag,
	dispatch_action: flag,
});

/** The blocks that are worth using here, whatever the surface. */
const block = z.discriminatedUnion('type', [
	z.strictObject({type: z.literal('header'), block_id: id, text: plain(limits.headerText)}),
	z.strictObject({type: z.literal('divider'), block_id: id}),
	z.strictObject({
		type: z.literal('context'),
		block_id: id,
		elements: list(
			z.discriminatedUnion('type', [plain(limits.contextText), mrkdwn(limits.contextText), imageElement]),
			limits.contextElements,
			'elements',
		),
	}),
	z.strictObject({type: z.literal('image'), block_id: id, ...picture, title: plain(limits.altText).optional()}).superRefine(checkPicture),
	z.strictObject({type: z.literal('markdown'), block_id: id, text: string(limits.markdownText)}),
	z.strictObject({
		type: z.literal('alert'),
		block_id: id,
		text: anyText(limits.alertText),
		level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
	}),
	section,
	actions,
	input,
	richText,
	table,
]);

const name = string(limits.id, 0).optional();
const label = plain(limits.viewTitle);
const shared = {private_metadata: string(limits.privateMetadata, 0).optional(), callback_id: name, external_id: name};

export const messageBlocks = list(block, limits.blocksInMessage, 'blocks', 0);

export const viewShape = z.discriminatedUnion('type', [
	z.strictObject({
		type: z.literal('modal'),
		title: label,
		submit: label.optional(),
		close: label.optional(),
		blocks: list(block, limits.blocksInModal, 'blocks'),
		clear_on_close: flag,
		notify_on_close: flag,
		submit_disabled: flag,
		...shared,
	}),
	z.strictObject({type: z.literal('home'), blocks: list(block, limits.blocksInHome, 'blocks'), ...shared}),
]);

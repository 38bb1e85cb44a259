import {z} from 'zod';
import {flag, id, list, string} from './elements.ts';
import {slackLimits} from './numbers.ts';

const style = z
	.strictObject({
		bold: flag,
		italic: flag,
		strike: flag,
		code: flag,
		underline: flag,
		highlight: flag,
		client_highlight: flag,
		unlink: flag,
	})
	.optional();
const url = string(slackLimits.url);
const text = z.strictObject({type: z.literal('text'), text: string(slackLimits.textOfAllBlocks), style});
const link = z.strictObject({type: z.literal('link'), url, text: z.string().optional(), unsafe: flag, style});
const element = z.discriminatedUnion('type', [
	text,
	link,
	z.strictObject({type: z.literal('emoji'), name: string(slackLimits.id), unicode: z.string().optional(), url: url.optional(), style}),
	z.strictObject({type: z.literal('user'), user_id: string(slackLimits.id), style}),
	z.strictObject({type: z.literal('channel'), channel_id: string(slackLimits.id), style}),
	z.strictObject({type: z.literal('usergroup'), usergroup_id: string(slackLimits.id), style}),
	z.strictObject({type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style}),
	z.strictObject({
		type: z.literal('date'),
		timestamp: z.int(),
		format: string(slackLimits.id),
		url: url.optional(),
		fallback: z.string().optional(),
		style,
	}),
]);

const border = z.union([z.literal(0), z.literal(1)]).optional();
const section = z.strictObject({type: z.literal('rich_text_section'), elements: list(element, Number.POSITIVE_INFINITY, 'elements', 0)});

export const richText = z.strictObject({
	type: z.literal('rich_text'),
	block_id: id,
	elements: list(
		z.discriminatedUnion('type', [
			section,
			z.strictObject({type: z.literal('rich_text_quote'), elements: z.array(element), border}),
			z.strictObject({type: z.literal('rich_text_preformatted'), elements: z.array(z.discriminatedUnion('type', [text, link])), border}),
			z.strictObject({
				type: z.literal('rich_text_list'),
				style: z.enum(['bullet', 'ordered']),
				elements: z.array(section),
				indent: z.int().min(0).max(slackLimits.listIndent).optional(),
				offset: z.int().min(0).optional(),
				border,
			}),
		]),
		Number.POSITIVE_INFINITY,
		'elements',
	),
});

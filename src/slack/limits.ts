import type {z} from 'zod';
import {messageBlocks, viewShape} from './limits/blocks.ts';
import {slackLimits} from './limits/numbers.ts';

export {slackLimits} from './limits/numbers.ts';

type Surface = 'message' | 'modal' | 'home';
type Json = Readonly<Record<string, unknown>>;

/**
 * Why Slack would refuse this message; empty when it would take it.
 * Each problem reads like `blocks[2].elements[0].text: 82 characters, Slack allows 75`.
 */
export function problemsOfMessage(message: {readonly text?: string; readonly blocks?: readonly unknown[]}): readonly string[] {
	const {text = '', blocks = []} = message;
	const problems =
		text.length > slackLimits.messageText ? [`text: ${text.length} characters, Slack allows ${slackLimits.messageText}`] : [];
	if (text === '' && blocks.length === 0) problems.push('text: neither text nor blocks');
	const shapes = problemsOfShape(messageBlocks, blocks, ['blocks']);
	return [...problems, ...shapes, ...problemsTogether(blocks, 'message')];
}

/** Why Slack would refuse this view (modal or App Home); empty when it would take it. */
export function problemsOfView(view: unknown): readonly string[] {
	const shapes = problemsOfShape(viewShape, view, []);
	if (!isObject(view)) return shapes;
	const surface = view.type === 'home' ? 'home' : 'modal';
	const blocks = Array.isArray(view.blocks) ? view.blocks : [];
	const problems = [...shapes, ...problemsTogether(blocks, surface)];
	const bytes = new TextEncoder().encode(JSON.stringify(view)).length;
	if (bytes > slackLimits.viewBytes) problems.push(`view: ${bytes} bytes, Slack allows ${slackLimits.viewBytes}`);
	const asks = blocks.some((block) => isObject(block) && block.type === 'input');
	if (surface === 'modal' && asks && view.submit === undefined) problems.push('submit: missing, a modal with input blocks needs it');
	return problems;
}

function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemsOfShape(shape: z.ZodType, value: unknown, at: readonly PropertyKey[]): string[] {
	const parsed = shape.safeParse(value);
	if (parsed.success) return [];
	return parsed.error.issues.map((issue) => words(issue, value, at));
}

function words(issue: z.core.$ZodIssue, root: unknown, at: readonly PropertyKey[]): string {
	const found = issue.path.reduce<unknown>(
		(value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
		root,
	);
	const isUnknownType = issue.code === 'invalid_union' && issue.path.at(-1) === 'type';
	const path = written([...at, ...(isUnknownType ? issue.path.slice(0, -1) : issue.path)]);
	if (isUnknownType) return `${path}: no type "${String(found)}" here`;
	if (issue.code === 'unrecognized_keys') return `${path}: unknown property ${issue.keys.join(', ')}`;
	if (issue.code === 'invalid_type' && found === undefined) return `${path}: missing`;
	return `${path}: ${issue.message}`;
}

function written(path: readonly PropertyKey[]): string {
	const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
	return text.startsWith('.') ? text.slice(1) : text || 'view';
}

/** What only shows when all blocks are looked at together: surfaces, names used twice, sums. */
function problemsTogether(blocks: readonly unknown[], surface: Surface): string[] {
	const known = blocks.filter(isObject);
	return [...problemsOfSurface(known, surface), ...problemsOfNames(known), ...problemsOfSums(known, surface)];
}

const surfacesOf: Readonly<Record<string, readonly Surface[]>> = {
	markdown: ['message'],
	alert: ['modal'],
	table: ['message', 'home'],
};

function problemsOfSurface(blocks: readonly Json[], surface: Surface): string[] {
	return blocks.flatMap((block, index) => {
		const type = String(block.type);
		const allowed = surfacesOf[type];
		return allowed === undefined || allowed.includes(surface) ? [] : [`blocks[${index}]: no ${type} block in a ${surface}`];
	});
}

/** Block ids are unique in a message or view, action ids in their block (docs.slack.dev/reference/block-kit/block-elements). */
function problemsOfNames(blocks: readonly Json[]): string[] {
	const blockIds = blocks.map((block) => block.block_id);
	const focused = blocks.flatMap(elementsOf).filter((element) => element.focus_on_load === true).length;
	return [
		...repeated(blockIds).map((name) => `blocks: block_id "${name}" is used twice`),
		...blocks.flatMap((block, index) =>
			repeated(elementsOf(block).map((element) => element.action_id)).map((name) => `blocks[${index}]: action_id "${name}" is used twice`),
		),
		...(focused > 1 ? ['blocks: more than one element has focus_on_load'] : []),
	];
}

function elementsOf(block: Json): readonly Json[] {
	const elements = Array.isArray(block.elements) ? block.elements : [];
	return [...elements, block.accessory, block.element].filter(isObject);
}

function repeated(names: readonly unknown[]): readonly string[] {
	const given = names.filter((name) => typeof name === 'string');
	return [...new Set(given.filter((name, index) => given.indexOf(name) !== index))];
}

function problemsOfSums(blocks: readonly Json[], surface: Surface): string[] {
	const ofType = (type: string) => blocks.filter((block) => block.type === type);
	const tables = ofType('table');
	const problems = tables.length > 1 ? [`blocks: ${tables.length} tables, Slack allows 1`] : [];
	problems.push(
		...tooMuch('tables', tables, slackLimits.tableText),
		...tooMuch('markdown blocks', ofType('markdown'), slackLimits.markdownText),
	);
	if (surface === 'message') problems.push(...tooMuch('blocks', blocks, slackLimits.textOfAllBlocks));
	return problems;
}

function tooMuch(noun: string, blocks: readonly Json[], max: number): string[] {
	const length = textLength(blocks);
	return length > max ? [`blocks: ${length} characters in all ${noun}, Slack allows ${max}`] : [];
}

const notText = new Set(['type', 'block_id', 'action_id', 'value', 'style', 'url', 'image_url']);

function textLength(value: unknown): number {
	if (typeof value === 'string') return value.length;
	if (typeof value !== 'object' || value === null) return 0;
	return Object.entries(value).reduce((sum, [key, item]) => sum + (notText.has(key) ? 0 : textLength(item)), 0);
}

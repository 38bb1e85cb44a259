import {z} from 'zod';
import {PageRefusal} from './refusal.ts';

/** What somebody pressed on the page: an element by the names that the workspace gave it, and the option chosen. */
export interface Press {
	readonly blockId: string;
	readonly actionId: string;
	readonly option?: string | undefined;
}

const text = z.looseObject({text: z.string()});
const options = z.array(z.looseObject({text})).default([]);
const element = z.looseObject({
	type: z.string(),
	action_id: z.string().default(''),
	text: text.optional(),
	options,
	option_groups: z.array(z.looseObject({options})).default([]),
});
const block = z.looseObject({
	type: z.string(),
	block_id: z.string().default(''),
	elements: z.array(z.unknown()).default([]),
	accessory: element.optional(),
	element: element.optional(),
	dispatch_action: z.boolean().default(false),
});

type Element = z.infer<typeof element>;
type Placed = Press & {readonly element: Element};

/**
 * The words with which the simulated workspace finds the pressed element: its name, and the how-manieth of that name it is.
 * @throws PageRefusal when the element is not there any more.
 */
export function pressWords(blocks: readonly unknown[], press: Press): {readonly button: string; readonly nth: number} {
	const button = press.option ?? press.actionId;
	const fitting = placed(blocks).filter((one) => answersTo(one.element, button));
	const nth = fitting.findIndex((one) => one.blockId === press.blockId && one.actionId === press.actionId);
	if (nth < 0) throw new PageRefusal(409, 'That button is not there any more: the message or dialog has changed meanwhile.');
	return {button, nth};
}

function placed(blocks: readonly unknown[]): readonly Placed[] {
	return blocks.flatMap((one) => {
		const {type, block_id: blockId, elements, accessory, element: field, dispatch_action: dispatches} = block.parse(one);
		const row = type === 'actions' ? elements.map((inner) => element.parse(inner)) : [];
		const pressable = [...(field !== undefined && dispatches ? [field] : []), ...row, ...(accessory === undefined ? [] : [accessory])];
		return pressable.map((inner) => ({blockId, actionId: inner.action_id, element: inner}));
	});
}

function answersTo(one: Element, name: string): boolean {
	if (one.type === 'button') return one.text?.text === name || one.action_id === name;
	return [...one.options, ...one.option_groups.flatMap((group) => group.options)].some((option) => option.text.text === name);
}

import type {ZendeskField, ZendeskTicket} from './types.ts';
import type {World} from './world.ts';

type Tagged = Pick<ZendeskTicket, 'fields' | 'tags'>;

/** Tags are lower-case words: a space ends one. */
export function tagsOf(words: readonly string[]): readonly string[] {
	return [...new Set(words.flatMap((word) => word.toLowerCase().split(/\s+/)).filter((tag) => tag !== ''))];
}

/** A drop-down value is a tag: what is chosen comes into the list in place of what was chosen before. */
export function withField({fields, tags}: Tagged, field: ZendeskField, value: string | null): Tagged {
	const before = fields.get(field.id) ?? null;
	const next = new Map(fields).set(field.id, value);
	if (field.type !== 'tagger') return {fields: next, tags};
	return {fields: next, tags: tagsOf([...tags.filter((tag) => tag !== before), ...(value === null ? [] : [value])])};
}

/** The list is replaced, and the drop-down fields follow it: one whose tag is missing is empty. */
export function withTags(world: World, {fields}: Tagged, words: readonly string[]): Tagged {
	const tags = tagsOf(words);
	const next = new Map(fields);
	for (const field of world.fields.values()) {
		if (field.type === 'tagger') next.set(field.id, tags.find((tag) => (field.options ?? []).includes(tag)) ?? null);
	}
	return {fields: next, tags};
}

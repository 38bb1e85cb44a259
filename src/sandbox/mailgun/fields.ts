import {BadRequest} from './answers.ts';

/** A JSON object whose fields are still unknown. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws BadRequest when the field is there and not text. `null` counts as absent, as in Go's JSON. */
export function optionalText(fields: Fields, name: string): string | undefined {
	const value = fields[name] ?? undefined;
	if (value === undefined || typeof value === 'string') return value;
	throw new BadRequest(`${name} must be a string`);
}

/** @throws BadRequest when the field is there and no boolean. */
export function optionalBoolean(fields: Fields, name: string): boolean {
	const value = fields[name] ?? false;
	if (typeof value === 'boolean') return value;
	throw new BadRequest(`${name} must be a boolean`);
}

/** @throws BadRequest when the field is there and no list. */
export function optionalList(fields: Fields, name: string): readonly unknown[] {
	const value = fields[name] ?? [];
	if (Array.isArray(value)) return value;
	throw new BadRequest(`${name} must be an array`);
}

/** @throws BadRequest when the field is there and no list of texts. */
export function optionalTexts(fields: Fields, name: string): readonly string[] {
	const values = optionalList(fields, name);
	if (values.every((value) => typeof value === 'string')) return values;
	throw new BadRequest(`${name} must be an array of strings`);
}

/** @throws BadRequest when the field is there and no object. */
export function optionalFields(fields: Fields, name: string): Fields {
	const value = fields[name] ?? {};
	if (isFields(value)) return value;
	throw new BadRequest(`${name} must be an object`);
}

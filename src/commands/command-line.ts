/** A command of the line: what follows its name and the environment in, the exit code out. Results go to stdout, everything else to stderr. */
export type Command = (rest: readonly string[], environment: Environment) => Promise<number>;

export type Environment = Readonly<Record<string, string | undefined>>;

export const exits = {done: 0, failure: 1, badInput: 2, incomplete: 3, held: 4, broken: 5} as const;

/** Whoever typed it can mend it. */
export class BadInput extends Error {
	override readonly name = 'BadInput';
}

/** What stands in a table under a word that somebody typed; `constructor` does not. */
export function entryOf<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}

export function print(text: string): void {
	process.stdout.write(`${text}\n`);
}

export function complain(text: string): void {
	process.stderr.write(`${text}\n`);
}

export function noArguments(rest: readonly string[], name: string): void {
	if (rest.length > 0) throw new BadInput(`${name} takes nothing more: "${rest.join(' ')}" is too much.`);
}

import {createHash} from 'node:crypto';
import {pino} from 'pino';

export interface LoggerOptions {
	readonly level: string;
	/** Values that must never be printed, whatever line they got into. */
	readonly secrets: readonly (string | undefined)[];
	/** 2 for the command line, whose stdout is its result. */
	readonly descriptor?: number;
	/** In place of a descriptor: receives each finished line. */
	readonly write?: (line: string) => void;
}

export type Logger = pino.Logger;

/** Longer texts are cut: no line of ours needs more, and the filter's time grows with them. */
const longest = 10_000;

const tokenShapes = new RegExp(
	[
		'(?:xox[a-z]|xapp|xwfp)-[\\w-]+',
		'(?<![a-z0-9])key-[0-9a-f]{16,}',
		'(?<![a-z0-9])[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}',
		'(?<![a-z0-9])gl[a-z]{1,6}-[\\w.-]{16,}',
		'(?<![a-z0-9])(?:Basic|Bearer) +[\\w.~+/=-]{8,}',
	].join('|'),
	'gi',
);
/** An address in text, or percent-encoded in the path of a URL. */
const addressShape =
	/(?:"[^"\n]{1,64}"|[^\s"'<>:;,()[\]\\@][^\s"<>:;,()[\]\\@]{0,63})[@＠][^\s"'<>:;,()[\]\\@]{1,253}\.[^\s"'<>:;,()[\]\\@]{1,63}|(?:[\w.-]|%(?!40)[0-9A-F]{2}){1,64}%40[\w.-]{1,253}\.[\w-]{1,63}/gi;

/**
 * One JSON line per record. Every text of it passes the same filter on its way out: configured secrets and anything that looks like a token
 * are cut, addresses become a short keyed hash and their domain, so that lines about one person still belong together.
 */
export function createLogger(options: LoggerOptions): Logger {
	const destination = options.write === undefined ? pino.destination({dest: options.descriptor ?? 1, sync: true}) : {write: options.write};
	const censor = createCensor(options.secrets);
	const filtered = {write: (line: string) => destination.write(`${JSON.stringify(censored(JSON.parse(line), censor))}\n`)};
	return pino(
		{level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: {level: (label) => ({level: label})}},
		filtered,
	);
}

/** Works on the texts and not on the finished line: there `\n` before an address would read as part of it, and quotes in a secret are written otherwise. */
function censored(value: unknown, censor: (text: string) => string): unknown {
	if (typeof value === 'string') return censor(value);
	if (Array.isArray(value)) return value.map((item) => censored(item, censor));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [censor(name), censored(inner, censor)]));
}

function createCensor(given: LoggerOptions['secrets']): (text: string) => string {
	// A secret may be the beginning of another one.
	const secrets = given.flatMap(spellingsOf).sort((one, other) => other.length - one.length);
	const pepper = createHash('sha256').update(secrets.join('\n')).digest('hex');
	return (text) => {
		let clean = text;
		for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]');
		if (clean.length > longest) clean = `${clean.slice(0, longest)}…`;
		return clean.replace(tokenShapes, '[secret]').replace(addressShape, (address) => hashedAddress(address, pepper));
	};
}

/** A secret as it is, as a URL carries it, and the password in a connection string. Shorter than six characters it would cut ordinary words. */
function spellingsOf(secret: string | undefined): readonly string[] {
	const password = URL.parse(secret ?? '')?.password ?? '';
	const spellings = [secret ?? '', password, password === '' ? '' : decoded(password)];
	return [...new Set(spellings.flatMap((text) => [text, encodeURIComponent(text.toWellFormed())]))].filter((text) => text.length >= 6);
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function hashedAddress(address: string, pepper: string): string {
	const plain = (/[@＠]/.test(address) ? address : decoded(address)).replace('＠', '@');
	const hash = createHash('sha256').update(pepper).update(plain.toLowerCase()).digest('hex').slice(0, 8);
	return `${hash}~${plain.slice(plain.lastIndexOf('@') + 1)}`;
}

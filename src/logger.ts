import {createHash} from 'node:crypto';
import {pino} from 'pino';

export interface LoggerOptions {
	readonly level: string;
	/** Values that must never be printed, whatever line they got into. */
	readonly secrets: readonly (string | undefined)[];
	/** 2 for the command line, whose stdout is its result. */
	readonly descriptor?: number;
}

export type Logger = pino.Logger;

const tokenShapes =
	/\b(?:xox[abpre]|xapp|xwfp)-[\w-]+|\bkey-[0-9a-f]{16,}|\bgl[a-z]{1,6}-[\w.-]{16,}|\bBasic [A-Za-z0-9+/=]{8,}|\bBearer [\w.-]{8,}/g;
const addressShape = /[^\s"'<>:;,()[\]\\@]{1,64}@[^\s"'<>:;,()[\]\\@]{1,253}\.[^\s"'<>:;,()[\]\\@]{1,63}/g;

/**
 * One JSON line per record. Every line passes the same filter on its way out: configured secrets and anything that looks like a token
 * are cut, addresses become a short keyed hash and their domain, so that lines about one person still belong together.
 */
export function createLogger(options: LoggerOptions): Logger {
	const secrets = options.secrets.filter((secret): secret is string => secret !== undefined && secret.length >= 6);
	const pepper = createHash('sha256').update(secrets.join('\n')).digest('hex');
	const destination = pino.destination({dest: options.descriptor ?? 1, sync: true});
	const filtered = {write: (line: string) => destination.write(censor(line, secrets, pepper))};
	return pino(
		{level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: {level: (label) => ({level: label})}},
		filtered,
	);
}

export function censor(line: string, secrets: readonly string[], pepper: string): string {
	let clean = line;
	for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]');
	return clean.replace(tokenShapes, '[secret]').replace(addressShape, (address) => hashedAddress(address, pepper));
}

function hashedAddress(address: string, pepper: string): string {
	const at = address.lastIndexOf('@');
	const hash = createHash('sha256').update(pepper).update(address.toLowerCase()).digest('hex').slice(0, 8);
	return `${hash}~${address.slice(at + 1)}`;
}

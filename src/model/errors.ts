export type TroubleCause = 'timeout' | 'not-reached' | 'rate-limited' | 'server-error' | 'unreadable' | 'too-many' | 'paused' | 'refused';

/** Why an outside service gave no usable answer, as plain data: for cards, notes and the command line. */
export interface Trouble {
	readonly service: string;
	readonly cause: TroubleCause;
	/** HTTP status, when there was one. */
	readonly status?: number | undefined;
	/** When the service allows the next question. */
	readonly retryAt?: Date | undefined;
	/** What the service said about a refusal, without secrets. */
	readonly reason?: string | undefined;
}

/**
 * The service could not be reached, did not answer in time, or answered with something that is not an answer.
 * Whether a write took effect is then unknown.
 */
export class ServiceUnavailable extends Error {
	override readonly name = 'ServiceUnavailable';
	readonly trouble: Trouble;
	/** True only when the request certainly never left or was certainly not carried out. */
	readonly neverSent: boolean;
	constructor(trouble: Trouble, options: {readonly neverSent?: boolean; readonly cause?: unknown} = {}) {
		super(`${trouble.service}: ${trouble.cause}${trouble.status === undefined ? '' : ` (${trouble.status})`}`, {cause: options.cause});
		this.trouble = trouble;
		this.neverSent = options.neverSent ?? false;
	}
}

/** The service was reached and said no. Nothing was changed by the request. */
export class ServiceRefused extends Error {
	override readonly name = 'ServiceRefused';
	readonly trouble: Trouble;
	constructor(service: string, status: number, reason: string) {
		super(`${service} refused (${status}): ${reason}`);
		this.trouble = {service, cause: 'refused', status, reason};
	}
}

/** The database did not take a record. Without a record nothing is done. */
export class StoreUnavailable extends Error {
	override readonly name = 'StoreUnavailable';
}

/** What a service's failure is in plain data; an error of our own is none, and goes on. */
export function troubleOf(error: unknown): Trouble {
	if (error instanceof ServiceUnavailable || error instanceof ServiceRefused) return error.trouble;
	throw error;
}

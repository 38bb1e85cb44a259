import type {Trouble} from './errors.ts';
import {utc} from './visible.ts';

/** One sentence about a service that did not help. */
export function troubleWords(trouble: Trouble): string {
	const {service, status, retryAt} = trouble;
	const sentences: Record<Trouble['cause'], string> = {
		timeout: `${service} did not answer in time.`,
		'not-reached': `${service} could not be reached.`,
		'rate-limited': `${service} asks us to slow down${retryAt === undefined ? '' : ` until ${utc(retryAt)}`}.`,
		'server-error': `${service} has trouble of its own (${status ?? 'error'}).`,
		unreadable: `${service} answered with something that is not an answer.`,
		'too-many': `${service} knows more that resembles this than I can go through, so I cannot tell.`,
		paused: `${service} failed several times in a row, so I wait a moment before I ask again.`,
		refused: refusedWords(trouble),
	};
	return sentences[trouble.cause];
}

function refusedWords({service, status, reason}: Trouble): string {
	if (status === 401) return `${service} does not accept our API key (401). The operator of Redeliver has to check it.`;
	if (status === 403) return `${service} does not let our API key do this (403). The operator of Redeliver has to check its role.`;
	return `${service} said no${status === undefined ? '' : ` (${status})`}${reason === undefined ? '' : `: ${reason}`}.`;
}

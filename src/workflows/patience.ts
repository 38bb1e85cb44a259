import {ServiceUnavailable, troubleOf} from '../model/errors.ts';
import {type Known, known, unknown} from '../model/known.ts';

/** Ends a question that takes too long. */
export type Limit = <T>(question: Promise<T>) => Promise<T>;

/** Whoever asked waits until the signal, and no longer. */
export function createLimit(service: string, signal: AbortSignal): Limit {
	const over = new Promise<never>((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(new ServiceUnavailable({service, cause: 'timeout'})), {once: true});
	});
	over.catch(() => {});
	return (question) => Promise.race([question, over]);
}

/** An answer, or why there is none. */
export async function tryTo<T>(question: Promise<T>): Promise<Known<T>> {
	return question.then(known, (error: unknown) => unknown(troubleOf(error)));
}

import {z} from 'zod';
import type {Clock} from '../../model/clock.ts';
import {ServiceUnavailable} from '../../model/errors.ts';
import type {AskGitlab} from './sdk.ts';

const settingsSchema = z.object({
	delete_unconfirmed_users: z.boolean(),
	unconfirmed_users_delete_after_days: z.number().int().positive(),
});

/** In milliseconds: settings seldom change, and a token does not get rights by asking again. */
const answeredFor = 86_400_000;
const silentFor = 60_000;

/** Reads the one setting, and remembers the answer; a refusal too, and an edition of GitLab that has no such setting. https://docs.gitlab.com/api/settings/ */
export function createDeletionDays(ask: AskGitlab, clock: Clock): () => Promise<number | undefined> {
	let last: {readonly answer: Promise<number | undefined>; until: number} | undefined;
	return () => {
		const now = clock().getTime();
		if (last !== undefined && now < last.until) return last.answer;
		const asked = {answer: readDays(ask), until: now + answeredFor};
		last = asked;
		return asked.answer.catch((error: unknown) => {
			if (error instanceof ServiceUnavailable && error.trouble.cause !== 'unreadable') asked.until = now + silentFor;
			throw error;
		});
	};
}

async function readDays(ask: AskGitlab): Promise<number | undefined> {
	const {value} = await ask(settingsSchema, ({settings}) => settings.show());
	return value.delete_unconfirmed_users ? value.unconfirmed_users_delete_after_days : undefined;
}

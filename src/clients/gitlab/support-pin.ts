import {createHash, timingSafeEqual} from 'node:crypto';
import {z} from 'zod';
import type {Clock} from '../../model/clock.ts';
import {ServiceRefused} from '../../model/errors.ts';
import type {SupportPins} from '../../workflows/ports.ts';
import {createGitlabSdk, type GitlabAccess} from './sdk.ts';

const pinSchema = z.object({pin: z.string().min(1), expires_at: z.iso.datetime({offset: true}).transform((text) => new Date(text))});

/**
 * Support PINs by the REST API and an administrator's token; revoking needs the scope `api`. gitbeaker has no methods for them.
 * https://docs.gitlab.com/api/users/
 */
export function createSupportPins(access: GitlabAccess & {readonly clock: Clock}): SupportPins {
	const ask = createGitlabSdk(access);
	const read = async (account: number) => {
		const answer = await orNone(ask(pinSchema, ({users}) => users.requester.get(`users/${account}/support_pin`)));
		return answer?.value;
	};
	return {
		compare: async (account, given) => {
			const own = await read(account);
			if (own === undefined) return 'none';
			if (own.expires_at <= access.clock()) return 'expired';
			return isSame(own.pin, given) ? 'match' : 'no-match';
		},
		exists: async (account) => {
			const own = await read(account);
			return own !== undefined && own.expires_at > access.clock();
		},
		revoke: async (account) => {
			// Accepted with 202; what the body then holds is promised nowhere.
			await orNone(ask(z.unknown(), ({users}) => users.requester.post(`users/${account}/support_pin/revoke`)));
		},
	};
}

/** In a time that tells nothing about where they differ. */
function isSame(one: string, other: string): boolean {
	const hash = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(one), hash(other));
}

/** Another 404 is a missing account, not a missing PIN. */
async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof ServiceRefused && error.trouble.status === 404 && /^404 Support PIN/i.test(error.trouble.reason ?? ''))
			return undefined;
		throw error;
	}
}

import {troubleWords} from '../../model/trouble-words.ts';
import {type PinOutcome, triesADay} from '../../workflows/compare-pin.ts';
import type {RevokeOutcome} from '../../workflows/revoke-pin.ts';
import {bold, line, moment, type Piece} from '../kit.ts';
import type {Notice} from '../suppression/blocks.ts';

/** What stands above the card after `Compare`. The PIN never does. */
export function pinNotice(result: PinOutcome): Notice {
	switch (result.outcome) {
		case 'match':
			return telling(
				'The Support PIN matches.',
				'For an hour it counts as the ownership verification “Support PIN matched” of a request for this account. If others may have read the PIN, revoke it, and ask for a new one next time.',
			);
		case 'no-match':
			return telling('The Support PIN does not match.', `An account has ${triesADay} tries in a day.`);
		case 'none':
			return telling(
				'GitLab knows no Support PIN of this account: none was made, or it has expired.',
				'The customer makes one on their profile, under Account. Whoever cannot sign in, cannot.',
			);
		case 'expired':
			return telling('The Support PIN of this account has expired.', 'The customer makes a new one on their profile, under Account.');
		case 'used-up':
			return telling(
				`Nothing was compared: the ${triesADay} tries of this account in a day are used up.`,
				...(result.again === undefined ? [] : ['More from ', moment(new Date(Math.ceil(result.again.getTime() / 60_000) * 60_000)), '.']),
			);
		case 'unavailable':
			return telling('Nothing was compared, and no try was counted.', `${troubleWords(result.trouble)} Please try again in a minute.`);
	}
}

/** What stands above the card after `Revoke PIN`. */
export function revokeNotice(result: RevokeOutcome): Notice {
	switch (result.outcome) {
		case 'revoked':
			return telling('The Support PIN is revoked: GitLab shows none any more.', 'The customer can make a new one at any time.');
		case 'none':
			return telling('This account has no Support PIN, or it has expired. Nothing was revoked.');
		case 'still-there':
			return telling(
				'GitLab was asked to revoke the Support PIN, and shows one still.',
				'It may be a new one: I do not ask again by myself. If it has to go, press Revoke PIN once more.',
			);
		case 'unknown':
			return telling(
				'Whether the Support PIN was revoked is not known.',
				`GitLab was asked, and then: ${troubleWords(result.trouble)} I do not ask again by myself. Look again in a minute with Revoke PIN, which looks first.`,
			);
		case 'failed':
			return telling('Nothing was revoked.', failureWords(result.trouble));
	}
}

/** Reading accounts needs less than revoking. Source: lib/api/users.rb, `allow_access_with_scope`. */
function failureWords(trouble: Extract<RevokeOutcome, {outcome: 'failed'}>['trouble']): string {
	if (trouble.status !== 403) return `${troubleWords(trouble)} Please try again in a minute.`;
	return 'GitLab does not let our token do this (403): revoking needs an administrator’s GITLAB_TOKEN with the scope api. The operator of Redeliver can make one. Until then: the customer makes a new PIN, which replaces the old one.';
}

function telling(words: string, ...more: readonly Piece[]): Notice {
	return {text: words, blocks: [line(bold(words), ' ', ...more)]};
}

import type {GitlabUser} from './types.ts';

/**
 * Users whom `search=` finds, in GitLab's order. Not found: unconfirmed secondary addresses and new primary addresses in waiting.
 * Found as well, and first: a stranger who calls themselves like the address. Source: User.search.
 */
export function searchUsers(users: readonly GitlabUser[], text: string, seesPrivateAddresses: boolean): readonly GitlabUser[] {
	const query = text.replace(/^@/, '').toLowerCase();
	if (query.trim() === '') return [];
	const isAddressHit = seesPrivateAddresses ? hasPrivateAddress : hasPublicAddress;
	return users
		.filter((user) => isAddressHit(user, query) || isFuzzyHit(user.name, query) || isFuzzyHit(user.username, query))
		.sort((one, other) => rank(one, query) - rank(other, query) || byName(one, other) || one.id - other.id);
}

/** The primary address confirmed or not, others only confirmed; never a part of an address. */
function hasPrivateAddress({email, emails}: GitlabUser, query: string): boolean {
	return email === query || emails.some((row) => row.email === query && row.confirmedAt !== null);
}

function hasPublicAddress({publicEmail}: GitlabUser, query: string): boolean {
	return publicEmail?.toLowerCase() === query;
}

/** An address of the account is no reason to stand first. */
function rank(user: GitlabUser, query: string): number {
	if (hasPublicAddress(user, query)) return 0;
	if (user.username.toLowerCase() === query) return 1;
	return user.name.toLowerCase() === query ? 2 : 3;
}

const {compare} = new Intl.Collator('en');

function byName(one: GitlabUser, other: GitlabUser): number {
	return compare(one.name, other.name);
}

/** Every word of three letters and more occurs; without such words the whole is compared. Source: Gitlab::SQL::Pattern. */
function isFuzzyHit(value: string, query: string): boolean {
	const text = value.toLowerCase();
	const words = wordsOf(query.trim().replace(/\s+/g, ' ')).filter((word) => word.length >= 3);
	return words.length === 0 ? text === query : words.every((word) => text.includes(word));
}

/** Words, and phrases in double quotes. */
function wordsOf(query: string): readonly string[] {
	return [...query.matchAll(/(?<=^| )"([^"]+)"(?= |$)|\S+/g)].map(([word, phrase]) => phrase ?? word);
}

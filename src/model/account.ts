/** A GitLab account, as far as an administrator's token shows it. `unconfirmed_email` is never among it. */
export interface Account {
	readonly id: number;
	readonly username: string;
	readonly state: AccountState;
	readonly locked: boolean;
	readonly createdAt: Date;
	/** Of the primary address. */
	readonly confirmedAt: Date | undefined;
	/** The primary address. Not to be shown unless the agent typed it. */
	readonly primaryEmail: string;
	/** Undefined: not asked for. */
	readonly secondaryEmails: readonly SecondaryEmail[] | undefined;
	/** Providers of outside sign-in, such as `saml` or `ldapmain`. */
	readonly identityProviders: readonly string[];
	readonly webUrl: string;
}

export interface SecondaryEmail {
	readonly address: string;
	readonly confirmedAt: Date | undefined;
}

export const accountStates = ['active', 'blocked', 'banned', 'deactivated', 'ldap_blocked', 'blocked_pending_approval'] as const;
export type AccountState = (typeof accountStates)[number];

const day = 86_400_000;

/** When an unconfirmed account is deleted; undefined once it is confirmed, or where none is. */
export function deletionOf(account: Account, deletionDays: number | undefined): Date | undefined {
	if (account.confirmedAt !== undefined || deletionDays === undefined) return undefined;
	return new Date(account.createdAt.getTime() + deletionDays * day);
}

/** GitLab compares addresses without letter case. */
export function isPrimary(account: Account, address: string): boolean {
	return account.primaryEmail.toLowerCase() === address.toLowerCase();
}

export function secondaryOf(account: Account, address: string): SecondaryEmail | undefined {
	return account.secondaryEmails?.find((secondary) => secondary.address.toLowerCase() === address.toLowerCase());
}

/** Accounts that sign in elsewhere get no reset mail. */
export function signsInElsewhereOnly(account: Account): boolean {
	return account.identityProviders.some((provider) => /saml|ldap/i.test(provider));
}

import type {Account} from '../../model/account.ts';

/** GitLab's accounts. */
export interface Accounts {
	/** The account that owns the address: as primary, or as confirmed secondary one. */
	readonly byAddress: (address: string) => Promise<Account | undefined>;
	/** A leading @ is allowed. */
	readonly byUsername: (username: string) => Promise<Account | undefined>;
	readonly byId: (id: number) => Promise<Account | undefined>;
	/** The same account with all its addresses, unconfirmed ones too. */
	readonly withSecondaries: (account: Account) => Promise<Account>;
	/**
	 * After how many days unconfirmed accounts are deleted, by GitLab's own settings; undefined: they are kept. Rejects for a token that may
	 * not read them, as most may not. What was answered is remembered for a day.
	 */
	readonly deletionDays: () => Promise<number | undefined>;
}

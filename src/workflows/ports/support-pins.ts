import type {AuditNote} from '../../model/audit.ts';

/** The Support PINs that users make on their profiles. A PIN stays behind this port. */
export interface SupportPins {
	readonly compare: (account: number, pin: string) => Promise<PinComparison>;
	/** Whether the account has one that still works. */
	readonly exists: (account: number) => Promise<boolean>;
	/** Cannot be taken back. Repeating it is harmless only while the user makes no new one. */
	readonly revoke: (account: number) => Promise<void>;
}

/** `none`: there is none, or GitLab knows it no longer. */
export type PinComparison = 'match' | 'no-match' | 'none' | 'expired';

/** That a PIN matched; never the PIN. */
export interface PinMatches {
	/** In one transaction with its audit entry. */
	readonly keep: (
		match: {readonly account: number; readonly by: string; readonly ticket: string | undefined},
		note: AuditNote,
	) => Promise<void>;
	/** Whether one matched for this account within the hour, by the database's clock. */
	readonly isRecent: (account: number) => Promise<boolean>;
}

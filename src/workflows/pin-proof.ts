import {createLimit, tryTo} from './patience.ts';
import type {Accounts, PinMatches} from './ports.ts';

export interface PinProofDeps {
	readonly accounts: Accounts;
	readonly pinMatches: PinMatches;
}

/** A form waits for it, and Slack waits for the form. */
const patience = 2000;

/** Whether GitLab and the record say that no PIN of this address's account matched within the hour. Silence does not: the deed asks once more. */
export async function lacksPinMatch({accounts, pinMatches}: PinProofDeps, address: string): Promise<boolean> {
	const limit = createLimit('GitLab', AbortSignal.timeout(patience));
	const account = await tryTo(limit(accounts.byAddress(address)));
	if (!account.known) return false;
	return account.value === undefined || !(await pinMatches.isRecent(account.value.id));
}

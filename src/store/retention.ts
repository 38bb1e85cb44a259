import type {Kysely} from 'kysely';
import {forgetAllowances} from './allowances.ts';
import {forgetAutomation} from './automation.ts';
import {forgetBulkRemovals} from './bulk-removals.ts';
import {forgetDialogs} from './dialogs.ts';
import {forgetEscalations} from './escalations.ts';
import {forgetFormPosts} from './form-posts.ts';
import {forgetHomes} from './homes.ts';
import {forgetDeliveries} from './inbox.ts';
import {forgetPinMatches} from './pin-matches.ts';
import {forgetRemovals} from './removals.ts';
import {forgetRequests} from './requests.ts';
import {forgetResends} from './resends.ts';
import type {Schema} from './schema.ts';
import {forgetShownMessages} from './shown-messages.ts';
import {forgetSweeps} from './sweeps.ts';
import {forgetWatches} from './watches.ts';

/** Deletes, or empties of addresses, whatever is older than `days`; what is of use for a shorter time goes earlier. The trail stays. */
export async function forgetOld(db: Kysely<Schema>, days: number): Promise<void> {
	await forgetDeliveries(db, days);
	await forgetRemovals(db, days);
	await forgetBulkRemovals(db, days);
	await forgetRequests(db, days);
	await forgetResends(db, days);
	await forgetFormPosts(db, days);
	await forgetEscalations(db, days);
	await forgetAutomation(db, days);
	await forgetPinMatches(db);
	await forgetShownMessages(db);
	await forgetWatches(db);
	await forgetSweeps(db);
	await forgetDialogs(db);
	await forgetAllowances(db);
	await forgetHomes(db);
}

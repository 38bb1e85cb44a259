import {changeAccount} from './accounts.ts';
import type {Account, World} from './world.ts';

const day = 86_400_000;
/** Source: GitLab's USERS_UNCONFIRMED_SECONDARY_EMAILS_DELETE_AFTER_DAYS. */
const secondaryDays = 3;
/** How long a blocked account waits in the queue for its deletion; not stated anywhere. */
const queueDays = 1;

/**
 * Unconfirmed accounts are blocked when their days are over, queued, and then deleted; nobody can take them out of the queue.
 * Unconfirmed secondary addresses go without a queue. Happens when somebody looks.
 */
export function settle(world: World): void {
	for (const account of [...world.accounts.values()]) {
		blockWhenDue(world, account);
		deleteWhenDue(world, account);
		dropSecondaries(world, account);
	}
}

function blockWhenDue(world: World, account: Account): void {
	const {confirmedAt, state, signInCount, createdAt} = account.user;
	if (confirmedAt !== null || state !== 'active' || signInCount > 0) return;
	if (world.settings.emailConfirmation === 'off') return;
	const dueAt = createdAt.getTime() + world.settings.deleteUnconfirmedAfterDays * day;
	if (world.clock().getTime() <= dueAt) return;
	account.deletionDueAt = new Date(dueAt + queueDays * day);
	changeAccount(world, account, {state: 'blocked'});
}

function deleteWhenDue(world: World, {deletionDueAt, user}: Account): void {
	if (deletionDueAt === undefined || world.clock() < deletionDueAt) return;
	world.accounts.delete(user.id);
	world.changed();
}

function dropSecondaries(world: World, account: Account): void {
	const limit = world.clock().getTime() - secondaryDays * day;
	const {emails} = account.user;
	const kept = emails.filter(({confirmedAt, createdAt}) => confirmedAt !== null || createdAt.getTime() >= limit);
	if (kept.length < emails.length) changeAccount(world, account, {emails: kept});
}

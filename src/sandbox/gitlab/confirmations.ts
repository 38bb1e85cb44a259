import {changeAccount, findAccount, isAddressTaken, isTakenByAnother, newEmail, newLinkToken} from './accounts.ts';
import {mailAddedAddress, mailConfirmation} from './mails.ts';
import type {GitlabEmail} from './types.ts';
import type {Account, World} from './world.ts';

const day = 86_400_000;

/** Source: Devise `confirm_within`, one day in GitLab. */
function isOver(sentAt: Date | null, now: Date): boolean {
	return sentAt !== null && now.getTime() > sentAt.getTime() + day;
}

/**
 * Within 24 hours the same link goes out again and still dies 24 hours after its first mail; later a new one is made.
 * A waiting new address wins over the primary one. Source: Devise 4.9 `confirmable`.
 */
export function sendConfirmation(world: World, account: Account): void {
	const now = world.clock();
	if (account.confirmationToken === undefined || isOver(account.user.confirmationSentAt, now)) {
		account.confirmationToken = newLinkToken();
		changeAccount(world, account, {confirmationSentAt: now});
	}
	const {email, unconfirmedEmail} = account.user;
	mailConfirmation(world, unconfirmedEmail ?? email, `/users/confirmation?confirmation_token=${account.confirmationToken}`);
}

/** What the confirmation form does with an address; nobody is told whether it did. */
export function requestConfirmation(world: World, address: string): void {
	const wanted = address.trim().toLowerCase();
	const account = findAccount(world, (user) => user.unconfirmedEmail === wanted) ?? findAccount(world, (user) => user.email === wanted);
	if (account === undefined) return;
	if (account.user.confirmedAt !== null && account.user.unconfirmedEmail === null) return;
	sendConfirmation(world, account);
}

/**
 * The address waits until its own link is followed; until then nothing but the waiting address changes.
 * A secondary address that is confirmed already takes over at once. @throws Error when another account has the address.
 */
export function changePrimary(world: World, account: Account, address: string): void {
	const wanted = address.trim().toLowerCase();
	if (isTakenByAnother(world, account, wanted)) throw new Error(`Email ${wanted} has already been taken`);
	if (account.user.emails.some((row) => row.email === wanted && row.confirmedAt !== null)) {
		changeAccount(world, account, {email: wanted, unconfirmedEmail: null});
		return;
	}
	account.confirmationToken = newLinkToken();
	changeAccount(world, account, {unconfirmedEmail: wanted, confirmationSentAt: world.clock()});
	sendConfirmation(world, account);
}

export type ConfirmationOutcome = 'confirmed' | 'unknown' | 'expired' | 'already-confirmed' | 'taken';

/** Somebody followed the link of a mail. */
export function followConfirmation(world: World, token: string): ConfirmationOutcome {
	const account = [...world.accounts.values()].find(({confirmationToken}) => confirmationToken === token);
	if (account === undefined) return 'unknown';
	const {user} = account;
	if (user.confirmedAt !== null && user.unconfirmedEmail === null) return 'already-confirmed';
	if (isOver(user.confirmationSentAt, world.clock())) return 'expired';
	const email = user.unconfirmedEmail ?? user.email;
	if (isTakenByAnother(world, account, email)) return 'taken';
	changeAccount(world, account, {email, unconfirmedEmail: null, confirmedAt: world.clock()});
	return 'confirmed';
}

/** @throws Error when the address is taken. */
export function addSecondary(world: World, account: Account, address: string, {skipConfirmation = false} = {}): GitlabEmail {
	if (isAddressTaken(world, address, account.user.id)) throw new Error(`Email ${address} has already been taken`);
	const now = world.clock();
	const row = newEmail(world, address, {confirmedAt: skipConfirmation ? now : null, createdAt: now});
	changeAccount(world, account, {emails: [...account.user.emails, row]});
	if (!skipConfirmation) sendSecondaryConfirmation(world, account, row);
	// Source: Emails::CreateService tells the owner each time.
	mailAddedAddress(world, account.user.email, row.email);
	return row;
}

function sendSecondaryConfirmation(world: World, account: Account, row: GitlabEmail): void {
	const token = newLinkToken();
	account.secondaryTokens.set(row.id, token);
	mailConfirmation(world, row.email, `/-/profile/emails/confirmation?confirmation_token=${token}&user_id=${account.user.id}`);
}

/** Somebody followed the link of a mail to a secondary address. */
export function followSecondaryConfirmation(world: World, token: string): ConfirmationOutcome {
	for (const account of world.accounts.values()) {
		const row = account.user.emails.find(({id}) => account.secondaryTokens.get(id) === token);
		if (row !== undefined) return confirmSecondary(world, account, row);
	}
	return 'unknown';
}

function confirmSecondary(world: World, account: Account, row: GitlabEmail): ConfirmationOutcome {
	if (row.confirmedAt !== null) return 'already-confirmed';
	if (isOver(row.createdAt, world.clock())) return 'expired';
	const emails = account.user.emails.map((one) => (one.id === row.id ? {...one, confirmedAt: world.clock()} : one));
	changeAccount(world, account, {emails});
	return 'confirmed';
}

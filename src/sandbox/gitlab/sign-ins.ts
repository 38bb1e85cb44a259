import {randomInt} from 'node:crypto';
import {changeAccount, findAccount, newLinkToken} from './accounts.ts';
import {mailCode, mailReset, newCode} from './mails.ts';
import type {GitlabUser, SupportPin} from './types.ts';
import type {Account, World} from './world.ts';

const minute = 60_000;
const day = 1440 * minute;

/**
 * The right password was entered. A code goes to the primary address, and older codes die.
 * `refused`: this account gets no code by mail.
 */
export function signIn(world: World, account: Account, {locks = false} = {}): 'code-mailed' | 'refused' {
	const {user} = account;
	const isUnconfirmed = world.settings.emailConfirmation === 'hard' && user.confirmedAt === null;
	if (isUnconfirmed || user.state !== 'active' || !takesPassword(user) || user.twoFactorEnabled) return 'refused';
	if (locks) changeAccount(world, account, {locked: true});
	sendCode(world, account, 'Verify your identity');
	return 'code-mailed';
}

export function sendCode(world: World, account: Account, subject: 'Verify your identity' | 'Confirm your email address'): void {
	account.code = {digits: newCode(), sentAt: world.clock()};
	mailCode(world, account.user.email, subject, account.code.digits);
}

/** Codes live 60 minutes, and each works once. */
export function enterCode(world: World, account: Account, digits: string): boolean {
	const {code, user} = account;
	const now = world.clock();
	if (code === undefined || code.digits !== digits || now.getTime() > code.sentAt.getTime() + 60 * minute) return false;
	account.code = undefined;
	if (user.confirmedAt === null) changeAccount(world, account, {confirmedAt: now});
	changeAccount(world, account, {locked: false, lastSignInAt: now, signInCount: account.user.signInCount + 1});
	return true;
}

function takesPassword({hasPassword, identities}: GitlabUser): boolean {
	return hasPassword && !identities.some(({provider}) => provider.startsWith('ldap'));
}

/**
 * What the reset form does with an address; nobody is told whether it did. The mail goes to the address that was typed:
 * a confirmed one of the account, or its primary one. Only a primary address meets the throttle of one mail a minute.
 * Source: GitLab's `RecoverableByAnyEmail` and `PasswordsController`.
 */
export function requestReset(world: World, address: string): void {
	const wanted = address.trim().toLowerCase();
	const ofPrimary = findAccount(world, ({email}) => email === wanted);
	if (ofPrimary !== undefined && wasResetJustSent(world, ofPrimary)) return;
	const account = findAccount(world, ({emails}) => emails.some((row) => row.email === wanted && row.confirmedAt !== null)) ?? ofPrimary;
	if (account === undefined || !takesPassword(account.user)) return;
	account.resetToken = newLinkToken();
	changeAccount(world, account, {resetSentAt: world.clock()});
	mailReset(world, wanted, account.resetToken);
}

function wasResetJustSent(world: World, {user}: Account): boolean {
	return user.resetSentAt !== null && world.clock().getTime() - user.resetSentAt.getTime() <= minute;
}

/** Whether the link of a reset mail still opens the page for a new password: two days. */
export function isResetLive(world: World, token: string): boolean {
	const account = [...world.accounts.values()].find(({resetToken}) => resetToken === token);
	const sentAt = account?.user.resetSentAt;
	return sentAt !== null && sentAt !== undefined && world.clock().getTime() <= sentAt.getTime() + 2 * day;
}

/** Made by the customer, signed in; lives seven days. A new one replaces the old one. */
export function createSupportPin(world: World, account: Account): SupportPin {
	const supportPin = {
		pin: String(randomInt(1_000_000)).padStart(6, '0'),
		expiresAt: new Date(world.clock().getTime() + 7 * day),
	};
	changeAccount(world, account, {supportPin});
	return supportPin;
}

export function livePin(world: World, {supportPin}: GitlabUser): SupportPin | undefined {
	if (supportPin === null || world.clock() >= supportPin.expiresAt) return undefined;
	return supportPin;
}

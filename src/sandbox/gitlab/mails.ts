import {randomInt} from 'node:crypto';
import type {World} from './world.ts';

/** Codes are sent past Mailgun's suppressions, and so are resets; links that confirm an address are not. */
type Subject =
	| 'Confirmation instructions'
	| 'Verify your identity'
	| 'Confirm your email address'
	| 'Reset password instructions'
	| 'New email address added';

const passing: ReadonlySet<Subject> = new Set(['Verify your identity', 'Confirm your email address', 'Reset password instructions']);

export function newCode(): string {
	return String(randomInt(1_000_000)).padStart(6, '0');
}

/** A link that confirms an address. */
export function mailConfirmation(world: World, to: string, path: string): void {
	const url = `${world.origin}${path}`;
	mail(world, to, 'Confirmation instructions', {
		lines: ['Hello,', 'please confirm that this address is yours:'],
		link: {url, label: 'Confirm this address'},
		end: 'The link works for 24 hours.',
	});
}

export function mailReset(world: World, to: string, token: string): void {
	mail(world, to, 'Reset password instructions', {
		lines: ['Hello,', 'somebody, hopefully you, wants to set a new password for your account:'],
		link: {url: `${world.origin}/users/password/edit?reset_password_token=${token}`, label: 'Set a new password'},
		end: 'The link works for two days. If it was not you, nothing needs to be done.',
	});
}

export function mailCode(world: World, to: string, subject: 'Verify your identity' | 'Confirm your email address', digits: string): void {
	const why =
		subject === 'Verify your identity' ? 'Enter this code to go on with your sign-in:' : 'Enter this code to finish your sign-up:';
	mail(world, to, subject, {lines: ['Hello,', why], code: digits, end: 'The code works for 60 minutes.'});
}

/** Tells the owner that somebody added an address. */
export function mailAddedAddress(world: World, to: string, added: string): void {
	mail(world, to, 'New email address added', {
		lines: ['Hello,', `the address ${added} was added to your account.`],
		end: 'If it was not you, please remove it on your profile.',
	});
}

interface Letter {
	readonly lines: readonly string[];
	readonly link?: {readonly url: string; readonly label: string};
	readonly code?: string;
	readonly end: string;
}

function mail(world: World, to: string, subject: Subject, letter: Letter): void {
	const {mailDomain} = world.settings;
	world.sendMail({
		domain: mailDomain,
		from: `GitLab <gitlab@${mailDomain}>`,
		to,
		subject,
		text: textOf(letter),
		html: htmlOf(letter),
		passesSuppressions: passing.has(subject),
	});
}

function textOf({lines, link, code, end}: Letter): string {
	const middle = [...(link === undefined ? [] : [link.url]), ...(code === undefined ? [] : [code])];
	return [...lines, ...middle, end].join('\n\n');
}

function htmlOf({lines, link, code, end}: Letter): string {
	const paragraphs = [
		...lines.map(escapeHtml),
		...(link === undefined ? [] : [`<a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a>`]),
		...(code === undefined ? [] : [`<strong>${code}</strong>`]),
		escapeHtml(end),
	];
	return `<!DOCTYPE html><html lang="en"><body>${paragraphs.map((one) => `<p>${one}</p>`).join('')}</body></html>`;
}

export function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

import {type Account, deletionOf, isPrimary, secondaryOf} from './account.ts';
import {lostAfter, type Message} from './delivery.ts';
import {
	accountIs,
	blockingEntries,
	type DiagnosisFacts,
	isBlockedBy,
	isSuppressionGone,
	owns,
	type Scene,
	setScene,
	wasConfirmationMailed,
} from './diagnosis-facts.ts';
import {about, all, any, not, type Truth, truth} from './known.ts';
import type {MailKind} from './mail-kind.ts';
import {isDead} from './mail-life.ts';
import type {Suppression} from './suppression.ts';

export const gitlabVerdicts = [
	'no-account',
	'account-expiring',
	'account-blocked',
	'unconfirmed-email-mismatch',
	'address-not-on-account',
	'already-confirmed',
	'suppressed-bounce',
	'suppressed-complaint',
	'suppressed-unsubscribe',
	'secondary-unconfirmed',
	'dropped-while-suppressed',
	'rejected',
	'delayed',
	'link-expired',
	'delivered',
	'not-sent',
] as const;
export type VerdictCode = (typeof gitlabVerdicts)[number] | 'incomplete';

export interface Diagnosis {
	readonly scene: Scene;
	readonly verdict: VerdictCode;
	/** Everything else that holds. */
	readonly also: readonly VerdictCode[];
	/** Rules that nobody can judge, for a source did not answer. */
	readonly open: readonly VerdictCode[];
	readonly blocking: readonly Suppression[];
}

interface Rule {
	readonly code: Exclude<VerdictCode, 'incomplete'>;
	readonly holds: (scene: Scene) => Truth;
	/** Headline even while a rule above it is open: it is true whatever that one says. */
	readonly firm: boolean;
}

const firm = (code: Rule['code'], holds: Rule['holds']): Rule => ({code, holds, firm: true});
const unsure = (code: Rule['code'], holds: Rule['holds']): Rule => ({code, holds, firm: false});

/** Their mails are of no use once the link is dead; a new code is made by whoever signs in. */
const linkKinds: readonly MailKind[] = ['confirmation', 'reset', 'sign-in'];

/** The rules in their order: the first that holds is the headline. */
const rules: readonly Rule[] = [
	firm('no-account', (scene) =>
		all(
			about(scene.facts.account, (account) => account === undefined),
			scene.facts.address === undefined ? 'yes' : not(wasConfirmationMailed(scene)),
		),
	),
	firm('account-expiring', (scene) =>
		accountIs(scene, (account) => isPastDeletion(scene.facts, account) && (account.state === 'active' || account.state === 'blocked')),
	),
	firm('account-blocked', (scene) => accountIs(scene, (account) => account.state !== 'active')),
	firm('unconfirmed-email-mismatch', (scene) =>
		accountIs(scene, (account) => isReported(scene) && account.confirmedAt === undefined && !isOwnPrimary(account, scene.facts.address)),
	),
	firm('address-not-on-account', (scene) =>
		all(
			accountIs(scene, (account) =>
				all(truth(isReported(scene) && account.confirmedAt !== undefined), owns(account, scene.facts.address, 'none')),
			),
			not(wasConfirmationMailed(scene)),
		),
	),
	unsure('already-confirmed', (scene) => all(truth(scene.missed === 'confirmation'), isConfirmed(scene))),
	firm('suppressed-bounce', (scene) => isBlockedBy(scene, 'bounce')),
	firm('suppressed-complaint', (scene) => isBlockedBy(scene, 'complaint')),
	firm('suppressed-unsubscribe', (scene) => isBlockedBy(scene, 'unsubscribe')),
	unsure('secondary-unconfirmed', isSecondaryUnconfirmed),
	unsure('dropped-while-suppressed', (scene) =>
		about(scene.newest, (message) => (message?.state === 'dropped' ? isSuppressionGone(scene, message) : 'no')),
	),
	unsure('rejected', (scene) =>
		newestIs(scene, (message) => message.state === 'failed' || message.state === 'rejected' || isLost(scene.facts, message)),
	),
	unsure('delayed', (scene) => newestIs(scene, (message) => isWithoutEnd(message) && !isLost(scene.facts, message))),
	unsure('link-expired', (scene) =>
		newestIs(scene, (message) => message.state === 'delivered' && linkKinds.includes(message.kind) && isDead(scene, message)),
	),
	unsure('delivered', (scene) => newestIs(scene, (message) => message.state === 'delivered')),
	unsure('not-sent', (scene) =>
		all(
			hasRecipient(scene),
			about(scene.newest, (message) => message === undefined),
		),
	),
];

/** From facts to a verdict. Pure: the same facts, the same verdict. */
export function diagnose(facts: DiagnosisFacts): Diagnosis {
	const scene = setScene(facts);
	const judged = rules.map((rule) => ({rule, truth: rule.holds(scene)}));
	const holding = judged.filter((entry) => entry.truth === 'yes');
	const firstAt = judged.findIndex((entry) => entry.truth === 'yes');
	const first = judged[firstAt]?.rule;
	const openAbove = judged.slice(0, Math.max(firstAt, 0)).some((entry) => entry.truth === 'open');
	const verdict = first === undefined || (openAbove && !first.firm) ? 'incomplete' : first.code;
	return {
		scene,
		verdict,
		also: holding.map((entry) => entry.rule.code).filter((code) => code !== verdict),
		open: judged.filter((entry) => entry.truth === 'open').map((entry) => entry.rule.code),
		blocking: blockingEntries(scene),
	};
}

/** A username that nobody has got names no address that mail could go to. */
function hasRecipient({facts}: Scene): Truth {
	return facts.address === undefined ? about(facts.account, (account) => account !== undefined) : 'yes';
}

function isReported({facts}: Scene): boolean {
	return facts.by === 'username' && facts.address !== undefined;
}

function isPastDeletion(facts: DiagnosisFacts, account: Account): boolean {
	const deletion = deletionOf(account, facts.deletionDays);
	return deletion !== undefined && facts.now >= deletion;
}

function isConfirmed(scene: Scene): Truth {
	const {address} = scene.facts;
	return accountIs(scene, (account) => {
		if (isOwnPrimary(account, address)) return account.confirmedAt !== undefined;
		if (account.secondaryEmails === undefined) return 'open';
		return address !== undefined && secondaryOf(account, address)?.confirmedAt !== undefined;
	});
}

/** A username alone asks about the primary address. */
function isOwnPrimary(account: Account, address: string | undefined): boolean {
	return address === undefined || isPrimary(account, address);
}

/** Shown as such, or hidden from every search although GitLab mailed it a confirmation: a secondary, or a new primary in waiting. */
function isSecondaryUnconfirmed(scene: Scene): Truth {
	const {address, account, by} = scene.facts;
	if (address === undefined) return 'no';
	const shown = accountIs(scene, (found) => {
		if (isPrimary(found, address)) return false;
		if (found.secondaryEmails === undefined) return 'open';
		const secondary = secondaryOf(found, address);
		return secondary !== undefined && secondary.confirmedAt === undefined;
	});
	const hidden = about(account, (found) => (found === undefined ? by === 'address' : owns(found, address, 'none')));
	return any(shown, all(hidden, wasConfirmationMailed(scene)));
}

function newestIs(scene: Scene, ask: (message: Message) => boolean): Truth {
	return about(scene.newest, (message) => message !== undefined && ask(message));
}

function isWithoutEnd(message: Message): boolean {
	return message.state === 'accepted' || message.state === 'delayed';
}

/** Mailgun has given it up long ago, although the log does not say so. */
export function isLost(facts: DiagnosisFacts, message: Message): boolean {
	return isWithoutEnd(message) && facts.now.getTime() - message.attemptedAt.getTime() >= lostAfter;
}

/** Whether a mail of the missed kind can be waited for: nothing stops it, and there is somebody to get it. */
export function mayStillCome(verdict: VerdictCode): boolean {
	return rules.findIndex(({code}) => code === verdict) > rules.findIndex(({code}) => code === 'suppressed-unsubscribe');
}

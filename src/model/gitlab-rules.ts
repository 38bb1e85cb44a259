import {type Account, deletionOf, isPrimary, secondaryOf} from './account.ts';
import {accountIs, type DiagnosisFacts, isSuppressionGone, owns, type Scene, wasConfirmationMailed} from './diagnosis-facts.ts';
import {about, all, any, not, type Truth, truth} from './known.ts';
import {firm, mailRules, type Rule, suppressionRules, unsure} from './rules.ts';

/** The rules of GitLab's site in their order: the first that holds is the headline. */
export const gitlabRules: readonly Rule[] = [
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
	...suppressionRules,
	unsure('secondary-unconfirmed', isSecondaryUnconfirmed),
	unsure('dropped-while-suppressed', (scene) =>
		about(scene.newest, (message) => (message?.state === 'dropped' ? isSuppressionGone(scene, message) : 'no')),
	),
	...mailRules,
	unsure('not-sent', (scene) =>
		all(
			hasRecipient(scene),
			about(scene.newest, (message) => message === undefined),
		),
	),
];

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

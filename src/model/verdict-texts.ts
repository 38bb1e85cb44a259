import {type Account, deletionOf} from './account.ts';
import type {Message} from './delivery.ts';
import type {Diagnosis} from './diagnosis.ts';
import {likelyDomain} from './domain-typo.ts';
import {shortUtc} from './evidence.ts';
import {failureOf} from './failure-reason.ts';
import type {MailKind} from './mail-kind.ts';
import {deathOf, waitUntil} from './mail-life.ts';
import {isLost} from './rules.ts';
import {permanenceMeaning, reasonMeaning} from './texts.ts';
import type {VerdictCode} from './verdicts.ts';

/** The missing mail, as agents call it. */
export const mailWords: Readonly<Record<MailKind, string>> = {
	confirmation: 'confirmation mail',
	code: 'verification code',
	reset: 'password reset mail',
	'sign-in': 'sign-in link',
	other: 'mail',
};

/** One sentence for each verdict; what depends on this case comes after it. */
export const verdictWords: Readonly<Record<VerdictCode, string>> = {
	'no-account': 'GitLab has no such account.',
	'account-expiring': 'The account was never confirmed and is past its time: GitLab deletes it, and nothing can stop that.',
	'account-blocked': 'The account is not active, so mail alone will not help.',
	'unconfirmed-email-mismatch': 'The account is unconfirmed, and the reported address is not its primary one.',
	'address-not-on-account': 'The account exists and is confirmed, but the reported address is not on it.',
	'already-confirmed': 'The address is confirmed already: no confirmation mail is needed, and none comes.',
	'suppressed-bounce': 'The address is on the bounce list, so Mailgun drops this mail.',
	'suppressed-complaint': 'The address is on the complaint list, so Mailgun drops this mail.',
	'suppressed-unsubscribe': 'The address is on the unsubscribe list, so Mailgun drops this mail.',
	'secondary-unconfirmed':
		'The address is an unconfirmed secondary one, or a new primary one in waiting. Only the user can have that confirmation sent again, signed in.',
	'dropped-while-suppressed': 'The last mail was dropped by a suppression that is gone now: a new one will go through.',
	rejected: 'The recipient’s side refused the last mail for good.',
	delayed: 'The last mail is on its way: the recipient’s server has not taken it yet.',
	'link-expired': 'The last mail was delivered, but its link is too old now.',
	delivered: 'The recipient’s server took the last mail. The problem is on the recipient’s side: spam folder, quarantine, filter.',
	'not-sent': 'The log holds no such mail: it was not sent.',
	'portal-no-account': 'The Customers Portal has no account with this address.',
	'portal-login-inactive': 'The login of the Portal account is not activated: no access, and no mail at all.',
	'portal-unconfirmed': 'The Portal account is not confirmed: nobody can sign in before that. Its own form sends the confirmation again.',
	'portal-several-accounts': 'There is more than one Portal account or address: it has to be clear which one holds the subscription.',
	'portal-unlinked': 'The Portal account is not linked to a GitLab account: the customer signs in by a one-time link, and links it then.',
	'portal-linked-elsewhere': 'The Portal account is linked to a GitLab account that does not own this address.',
	'wrong-site': 'The reset was asked for at GitLab.com. The Customers Portal has no password, so no reset opens it.',
	'portal-ok': 'The Portal account is in order.',
	incomplete: 'No verdict yet.',
};

/** For the line of everything else that holds. */
export const shortVerdicts: Readonly<Record<VerdictCode, string>> = {
	'no-account': 'no account',
	'account-expiring': 'the account is about to be deleted',
	'account-blocked': 'the account is not active',
	'unconfirmed-email-mismatch': 'the address is not the primary one of an unconfirmed account',
	'address-not-on-account': 'the address is not on the account',
	'already-confirmed': 'already confirmed',
	'suppressed-bounce': 'on the bounce list',
	'suppressed-complaint': 'on the complaint list',
	'suppressed-unsubscribe': 'on the unsubscribe list',
	'secondary-unconfirmed': 'unconfirmed secondary address',
	'dropped-while-suppressed': 'the last mail was dropped while suppressed',
	rejected: 'the last mail was refused',
	delayed: 'the last mail is delayed',
	'link-expired': 'the last link is too old',
	delivered: 'the last mail was delivered',
	'not-sent': 'not sent',
	'portal-no-account': 'no Portal account',
	'portal-login-inactive': 'the Portal login is not activated',
	'portal-unconfirmed': 'the Portal account is not confirmed',
	'portal-several-accounts': 'several Portal accounts or addresses',
	'portal-unlinked': 'the Portal account is not linked',
	'portal-linked-elsewhere': 'the Portal account is linked to another GitLab account',
	'wrong-site': 'a reset was asked for at GitLab.com',
	'portal-ok': 'the Portal account is in order',
	incomplete: 'incomplete',
};

/** What the sentence of the verdict leaves open in this case; empty when nothing. */
export function verdictDetail(diagnosis: Diagnosis): string {
	const {scene, verdict} = diagnosis;
	const account = scene.facts.account.known ? scene.facts.account.value : undefined;
	const newest = scene.newest.known ? scene.newest.value : undefined;
	const ofAccount: Partial<Record<VerdictCode, (account: Account) => string>> = {
		'account-blocked': (found) => `Its state is ${found.state}.`,
		'account-expiring': (found) => `Its time was over on ${deletionWords(diagnosis, found)}.`,
		'unconfirmed-email-mismatch': (found) => mismatchWords(diagnosis, found),
	};
	const ofMessage: Partial<Record<VerdictCode, (message: Message) => string>> = {
		rejected: (message) => [endWords(diagnosis, message), reasonWords(diagnosis)].join(' ').trim(),
		delayed: (message) => `Mailgun tries until about ${shortUtc(waitUntil(message.attemptedAt))}. ${reasonWords(diagnosis)}`.trim(),
		'link-expired': (message) => deathWords(diagnosis, message),
	};
	if (account !== undefined && ofAccount[verdict] !== undefined) return ofAccount[verdict](account);
	if (newest !== undefined && ofMessage[verdict] !== undefined) return ofMessage[verdict](newest);
	return detailWithoutMail(diagnosis);
}

function detailWithoutMail(diagnosis: Diagnosis): string {
	const {scene, verdict} = diagnosis;
	if (verdict === 'no-account') return spellingHint(scene.facts.address);
	if (verdict === 'suppressed-bounce') return reasonWords(diagnosis);
	if (scene.facts.site === 'portal') return portalDetail(diagnosis);
	if (verdict === 'incomplete') return unansweredWords;
	return verdict === 'not-sent' ? `Nothing since ${scene.facts.firstDay.toISOString().slice(0, 10)}.` : '';
}

const unansweredWords = 'Not every source that it needs answered.';

function portalDetail({verdict, scene: {facts}}: Diagnosis): string {
	const told = facts.portal?.told;
	switch (verdict) {
		case 'incomplete':
			return told === undefined ? 'The Portal has no look-up: press Portal Account, and tick what its admin page shows.' : unansweredWords;
		case 'portal-login-inactive':
			return told?.found === true && told.login === 'reseller'
				? 'It was bought through a reseller, who makes the changes.'
				: 'No reseller is marked: the History of the account may tell why.';
		case 'portal-unlinked':
			return 'It may be an old account made by hand, or one made by a sale: not yet applied to a group, or force-associated by Support.';
		case 'portal-linked-elsewhere':
			return 'Three ways lead out: change the linked account, change the Portal address, or keep both. The draft tells them.';
		default:
			return '';
	}
}

function spellingHint(address: string | undefined): string {
	const domain = likelyDomain(address?.split('@')[1] ?? '');
	return domain === undefined ? '' : `Perhaps ${domain} was meant.`;
}

function deletionWords({scene}: Diagnosis, account: Account): string {
	const deletion = deletionOf(account, scene.facts.deletionDays);
	return deletion === undefined ? '' : shortUtc(deletion);
}

function mismatchWords(diagnosis: Diagnosis, account: Account): string {
	const deletion = deletionWords(diagnosis, account);
	return deletion === '' ? '' : `Unless it is confirmed, it is deleted on ${deletion}.`;
}

/** How a mail ended that no server refused. */
function endWords({scene}: Diagnosis, message: Message): string {
	if (message.state === 'rejected') return 'Mailgun itself did not take it: the operator has to look into Mailgun.';
	return isLost(scene.facts, message) ? 'The log shows no end of it ten hours after the first attempt: Mailgun has given it up.' : '';
}

/** Why it failed, and whether trying again helps; empty where nothing failed. */
function reasonWords(diagnosis: Diagnosis): string {
	const failure = failureOf(diagnosis);
	if (failure === undefined) return '';
	return `${reasonMeaning[failure.reason]} ${permanenceMeaning[failure.permanent ? 'permanent' : 'temporary']}`;
}

function deathWords({scene}: Diagnosis, message: Message): string {
	const death = deathOf(scene, message);
	return death === undefined ? '' : `It died on ${shortUtc(death)}.`;
}

import {type Account, deletionOf, signsInElsewhereOnly} from './account.ts';
import type {Message} from './delivery.ts';
import {type Diagnosis, deathOf, isDead, type VerdictCode, waitUntil} from './diagnosis.ts';
import {likelyDomain} from './domain-typo.ts';
import {shortUtc} from './evidence.ts';
import type {MailKind} from './mail-kind.ts';
import {classifyReply} from './smtp-reply.ts';
import {reasonMeaning} from './texts.ts';

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
	delayed: 'The last mail is on its way: the recipient’s server asked to come back later.',
	'link-expired': 'The last mail was delivered, but its link is too old now.',
	delivered: 'The recipient’s server took the last mail. The problem is on the recipient’s side: spam folder, quarantine, filter.',
	'not-sent': 'The log holds no such mail: it was not sent.',
	incomplete: 'No verdict yet: not every source that it needs answered.',
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
	incomplete: 'incomplete',
};

/** What the sentence of the verdict leaves open in this case; empty when nothing. */
export function verdictDetail(diagnosis: Diagnosis): string {
	const {scene, verdict} = diagnosis;
	const account = scene.facts.account.known ? scene.facts.account.value : undefined;
	const newest = scene.newest.known ? scene.newest.value : undefined;
	const ofAccount: Partial<Record<VerdictCode, (account: Account) => string>> = {
		'account-blocked': (found) => `Its state is ${found.state}.`,
		'account-expiring': (found) => `Its time was over on ${deletionWords(found, scene.facts.deletionDays)}.`,
		'unconfirmed-email-mismatch': (found) => `Unless it is confirmed, it is deleted on ${deletionWords(found, scene.facts.deletionDays)}.`,
	};
	const ofMessage: Partial<Record<VerdictCode, (message: Message) => string>> = {
		rejected: (message) => reasonMeaning[classifyReply(message.last)],
		delayed: (message) => `Mailgun tries until about ${shortUtc(waitUntil(message))}.`,
		'link-expired': (message) => deathWords(diagnosis, message),
	};
	if (account !== undefined && ofAccount[verdict] !== undefined) return ofAccount[verdict](account);
	if (newest !== undefined && ofMessage[verdict] !== undefined) return ofMessage[verdict](newest);
	return detailWithoutMail(diagnosis);
}

function detailWithoutMail({scene, verdict}: Diagnosis): string {
	if (verdict === 'no-account') return spellingHint(scene.facts.address);
	return verdict === 'not-sent' ? `Nothing since ${scene.facts.firstDay.toISOString().slice(0, 10)}.` : '';
}

function spellingHint(address: string | undefined): string {
	const domain = likelyDomain(address?.split('@')[1] ?? '');
	return domain === undefined ? '' : `Perhaps ${domain} was meant.`;
}

function deletionWords(account: Account, days: number): string {
	const deletion = deletionOf(account, days);
	return deletion === undefined ? '' : shortUtc(deletion);
}

function deathWords({scene}: Diagnosis, message: Message): string {
	const death = deathOf(scene, message);
	return death === undefined ? '' : `It died on ${shortUtc(death)}.`;
}

/** What Redeliver did for this address lately, as far as it changes what can be said. */
export interface RecentSend {
	readonly kind: MailKind;
	readonly at: Date;
}

const minute = 60_000;

/** What an agent should know beside the verdict. */
export function caveatsOf(diagnosis: Diagnosis, silent: readonly string[], sends: readonly RecentSend[]): readonly string[] {
	return [...accountCaveats(diagnosis), ...mailCaveats(diagnosis), ...sendCaveats(diagnosis, sends), ...silentCaveats(diagnosis, silent)];
}

function accountCaveats({scene}: Diagnosis): readonly string[] {
	const account = scene.facts.account.known ? scene.facts.account.value : undefined;
	if (account === undefined) return [];
	return [
		...(account.locked ? ['The account is locked: the customer has to enter the verification code that comes at the next sign-in.'] : []),
		...(signsInElsewhereOnly(account)
			? ['The account signs in by SAML or LDAP: without a password of its own it gets no reset mail.']
			: []),
	];
}

function mailCaveats({scene}: Diagnosis): readonly string[] {
	const newest = scene.newest.known ? scene.newest.value : undefined;
	if (newest?.kind !== 'code' || newest.state !== 'delivered' || !isDead(scene, newest)) return [];
	return ['The code in the last mail is dead: codes live 60 minutes, and each new one ends the one before.'];
}

function sendCaveats({scene, verdict}: Diagnosis, sends: readonly RecentSend[]): readonly string[] {
	const {now, account} = scene.facts;
	const send = sends.find(({kind}) => kind === scene.missed);
	if (send === undefined) return [];
	const age = now.getTime() - send.at.getTime();
	if (verdict === 'not-sent' && age < 30 * minute) return ['A mail was asked for a few minutes ago: the log may still be catching up.'];
	const isMissing = scene.newest.known && (scene.newest.value === undefined || scene.newest.value.sentAt < send.at);
	const isUnconfirmed = account.known && account.value !== undefined && account.value.confirmedAt === undefined;
	return isMissing && isUnconfirmed && scene.missed === 'confirmation'
		? [
				'The confirmation that was sent again is not in the log after 30 minutes: possibly the wacky state. Compare the pending address on the admin page.',
			]
		: [];
}

function silentCaveats({verdict, open}: Diagnosis, silent: readonly string[]): readonly string[] {
	if (silent.length === 0) return [];
	const reach =
		verdict === 'incomplete' || open.length > 0
			? 'What it would have said is not known, and is not taken for a no.'
			: 'The verdict does not rest on it.';
	return silent.map((source) => `${source} did not answer. ${reach}`);
}

import {signsInElsewhereOnly} from './account.ts';
import {clockSkew} from './delivery.ts';
import type {Diagnosis} from './diagnosis.ts';
import {isConfirmation, kindToWatch} from './diagnosis-facts.ts';
import type {MailKind} from './mail-kind.ts';
import {isDead} from './mail-life.ts';

/** A mail that somebody had sent by Redeliver, or says to have sent. */
export interface RecentSend {
	readonly kind: MailKind;
	readonly at: Date;
}

/** The address that was named with it leads to an account, or to none. */
export const noSuchName = 'Nobody has this username: I looked for the address instead.';

/** What an agent should know beside the verdict. `silent`: the sources that did not answer; `sends`: newest first. */
export function caveatsOf(diagnosis: Diagnosis, silent: readonly string[], sends: readonly RecentSend[]): readonly string[] {
	return [
		...accountCaveats(diagnosis),
		...mailCaveats(diagnosis),
		...lateCaveats(diagnosis, sends),
		...wackyCaveats(diagnosis, sends),
		...portalCaveats(diagnosis),
		...silentCaveats(diagnosis, silent),
	];
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

/** The log may be so late, in milliseconds. */
const logIsLate = 30 * 60_000;

function lateCaveats({scene, verdict}: Diagnosis, sends: readonly RecentSend[]): readonly string[] {
	const isLate = sends.some(({kind, at}) => kind === scene.missed && scene.facts.now.getTime() - at.getTime() < logIsLate);
	return verdict === 'not-sent' && isLate ? ['A mail was asked for a few minutes ago: the log may still be catching up.'] : [];
}

function wackyCaveats({scene}: Diagnosis, sends: readonly RecentSend[]): readonly string[] {
	const {now, account, site} = scene.facts;
	const sent = sends.find(({kind}) => kind === 'confirmation');
	const isUnconfirmed = account.known && account.value !== undefined && account.value.confirmedAt === undefined;
	if (site === 'portal' || sent === undefined || !isUnconfirmed || !scene.messages.known || now.getTime() - sent.at.getTime() < logIsLate)
		return [];
	const arrived = scene.messages.value.some(
		(message) => isConfirmation(message) && message.sentAt.getTime() >= sent.at.getTime() - clockSkew,
	);
	return arrived
		? []
		: [
				'The confirmation that was sent again is not in the log after 30 minutes: possibly the wacky state. Compare the pending address on the admin page.',
			];
}

function portalCaveats({scene}: Diagnosis): readonly string[] {
	const {facts} = scene;
	if (facts.site === 'gitlab') return [];
	return [
		...(facts.portal?.other === undefined ? [] : ['Only the first address was looked up. Look the second one up by itself too.']),
		...(kindToWatch(scene) === undefined
			? ['Which mails of the Portal are sign-in links is not configured (MAIL_KINDS_FILE): the log itself shows them.']
			: []),
	];
}

/** Names what is missing, and that it is not taken for a no. */
function silentCaveats({scene, verdict, open}: Diagnosis, silent: readonly string[]): readonly string[] {
	const reach =
		verdict === 'incomplete' || open.length > 0
			? 'What it would have said is not known, and is not taken for a no.'
			: 'The verdict does not rest on it.';
	const isCut = scene.messages.known && !scene.isWhole && open.length > 0;
	return [
		...silent.map((source) => `${source} did not answer. ${reach}`),
		...(isCut ? [`Mailgun’s delivery log of ${scene.facts.sendingDomain} holds more than I read: what is older is not known.`] : []),
	];
}

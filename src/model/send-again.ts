import {deletionOf} from './account.ts';
import type {Diagnosis} from './diagnosis.ts';
import {owns} from './diagnosis-facts.ts';

/** The two mails that GitLab sends when its own form is filled in. */
export type FormKind = 'confirmation' | 'reset';

/** `posting`: begun, and its answer is not known. `unknown`: nor will it ever be. */
export type FormPostState = 'posting' | 'sent' | 'failed' | 'unknown';

/** A form that Redeliver posted, or was about to. */
export interface FormPost {
	/** Opaque. */
	readonly id: string;
	readonly kind: FormKind;
	readonly state: FormPostState;
	readonly accountId: number;
	readonly begunAt: Date;
}

/** Why a mail is not sent again just now. */
export type SendRefusal =
	| 'unknown'
	| 'no-account'
	| 'expiring'
	| 'blocked'
	| 'confirmed'
	| 'mismatched'
	| 'secondary'
	| 'suppressed'
	| 'lists-unknown'
	| 'sent-lately'
	| 'just-asked';

export type SendDecision = {readonly permitted: true} | {readonly permitted: false; readonly reason: SendRefusal};

const no = (reason: SendRefusal): SendDecision => ({permitted: false, reason});

/** A confirmation goes to the primary address of an unconfirmed account that will still be there to be confirmed. */
export function decideConfirmation(diagnosis: Diagnosis): SendDecision {
	const {facts} = diagnosis.scene;
	if (!facts.account.known) return no('unknown');
	const account = facts.account.value;
	if (account === undefined) return no('no-account');
	if (owns(account, facts.address, 'primary') !== 'yes') return no(facts.by === 'address' ? 'secondary' : 'mismatched');
	if (account.confirmedAt !== undefined) return no('confirmed');
	const deletion = deletionOf(account, facts.deletionDays);
	if (deletion !== undefined && facts.now >= deletion) return no('expiring');
	return account.state === 'active' ? decideByLists(diagnosis) : no('blocked');
}

/** What would be dropped is not sent; whether it would be, only the lists know. */
function decideByLists({scene, blocking}: Diagnosis): SendDecision {
	if (blocking.length > 0) return no('suppressed');
	const {facts} = scene;
	const silent = facts.lists.some((list) => list.sendingDomain === facts.sendingDomain && list.answer.status === 'unavailable');
	return silent ? no('lists-unknown') : {permitted: true};
}

const hour = 3_600_000;

/** A reset goes past the suppressions. Once per account and hour. */
export function decideReset({scene}: Diagnosis, lastSentAt: Date | undefined): SendDecision {
	const {account, now} = scene.facts;
	if (!account.known) return no('unknown');
	if (account.value === undefined) return no('no-account');
	if (account.value.state !== 'active') return no('blocked');
	const sentLately = lastSentAt !== undefined && now.getTime() - lastSentAt.getTime() < hour;
	return sentLately ? no('sent-lately') : {permitted: true};
}

/** What the agent reads instead of a mail being sent. */
export const sendRefusalWords: Readonly<Record<SendRefusal, string>> = {
	unknown: 'GitLab did not answer, so I cannot see whether a mail may be sent. Nothing was done.',
	'no-account': 'There is no such account, so nothing can be sent to it.',
	expiring: 'The account is past its time and will be deleted: a confirmation would not save it. The customer has to register again.',
	blocked: 'The account is not active: a mail alone will not let the customer in. Look at the admin page first.',
	confirmed: 'The address is confirmed already: GitLab would send nothing.',
	mismatched: 'The reported address is not the primary one of this account: GitLab would send the mail elsewhere, or nowhere.',
	secondary: 'The form serves primary addresses only: for this one the user signs in and asks for it on the profile.',
	suppressed: 'The address is suppressed: Mailgun would drop the mail. Remove the suppression first.',
	'lists-unknown': 'Not every suppression list answered, so I cannot see whether the mail would be dropped. Nothing was done.',
	'sent-lately': 'A reset was sent for this account within the last hour. Once per hour is enough; nothing was done.',
	'just-asked': 'A confirmation was asked for within the last minute. Nothing was done.',
};

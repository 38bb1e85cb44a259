import {isPrimary} from './account.ts';
import type {Diagnosis} from './diagnosis.ts';
import {isConfirmation} from './diagnosis-facts.ts';
import {isLikelyTypo} from './domain-typo.ts';
import type {MailKind, Site} from './mail-kind.ts';
import {isDead} from './mail-life.ts';
import {classifyReply} from './smtp-reply.ts';
import type {VerdictCode} from './verdicts.ts';

export const stepWords = [
	'remove-suppression',
	'resend-confirmation',
	'send-reset',
	'ask-new-code',
	'ask-new-link',
	'ask-check-spam',
	'ask-username',
	'ask-spelling',
	'ask-which-gitlab',
	'reply-no-account',
	'reply-blocked',
	'reply-confirmed',
	'reply-other-address',
	'reply-rejected',
	'register-again',
	'self-service-secondary',
	'sign-in-with-gitlab',
	'sign-in-link',
	'reply-portal',
	'wait',
	'open-admin-page',
	'escalate',
	'portal-facts',
	'retry',
] as const;
export type Step = (typeof stepWords)[number];

/** What to do, the most useful first. An entry that blocks comes before all else, whatever the headline. */
export function stepsOf(diagnosis: Diagnosis): readonly Step[] {
	const removal: readonly Step[] = diagnosis.blocking.length > 0 ? ['remove-suppression'] : [];
	return [...new Set([...removal, ...unanswered(diagnosis), ...ownSteps(diagnosis), ...lookingAtPortal(diagnosis)])];
}

/** At the Portal it is the admin page that has not answered, unless somebody has read it. */
function unanswered({verdict, scene: {facts}, open}: Diagnosis): readonly Step[] {
	if (verdict !== 'incomplete') return [];
	if (facts.site === 'gitlab' || facts.portal?.told !== undefined) return ['retry'];
	return open.length > 0 ? ['portal-facts', 'retry'] : ['portal-facts'];
}

/** Also after it was read: what was ticked wrongly can be ticked again. */
function lookingAtPortal({scene: {facts}}: Diagnosis): readonly Step[] {
	return facts.site === 'portal' ? ['portal-facts'] : [];
}

type ResendSteps = Readonly<Record<MailKind, readonly Step[]>>;

/** The resend of the kind: only some mails can be sent again by anybody but the customer. */
const resendSteps: Readonly<Record<Site, ResendSteps>> = {
	gitlab: {
		confirmation: ['resend-confirmation'],
		reset: ['send-reset'],
		code: ['ask-new-code'],
		'sign-in': ['ask-new-link'],
		other: [],
	},
	portal: {
		confirmation: ['resend-confirmation'],
		reset: ['sign-in-link'],
		code: ['sign-in-link'],
		'sign-in': ['ask-new-link'],
		other: [],
	},
};

function ownSteps(diagnosis: Diagnosis): readonly Step[] {
	const {scene, verdict} = diagnosis;
	const resend = resendSteps[scene.facts.site][scene.missed];
	const steps: Readonly<Record<VerdictCode, () => readonly Step[]>> = {
		'no-account': () => (hasOtherMail(diagnosis) ? ['ask-username'] : ['reply-no-account', 'ask-which-gitlab']),
		'account-expiring': () => ['register-again'],
		'account-blocked': () => ['open-admin-page', 'reply-blocked'],
		'unconfirmed-email-mismatch': () =>
			looksMistyped(diagnosis) ? ['register-again', 'open-admin-page'] : ['open-admin-page', 'escalate'],
		'address-not-on-account': () => ['reply-other-address', 'self-service-secondary'],
		'already-confirmed': () => ['reply-confirmed', 'send-reset'],
		'suppressed-bounce': () => [...resend, ...(isMailboxUnknown(diagnosis) ? (['ask-spelling'] as const) : [])],
		'suppressed-complaint': () => resend,
		'suppressed-unsubscribe': () => resend,
		'secondary-unconfirmed': () => ['self-service-secondary'],
		'dropped-while-suppressed': () => resend,
		rejected: () => ['reply-rejected', ...resend],
		delayed: () => ['wait'],
		'link-expired': () => ['ask-check-spam', ...resend],
		delivered: () => ['ask-check-spam', ...(isCodeDead(diagnosis) ? (['ask-new-code'] as const) : [])],
		'not-sent': () => resend,
		'portal-no-account': () => ['reply-portal'],
		'portal-login-inactive': () => ['reply-portal'],
		'portal-unconfirmed': () => ['resend-confirmation', 'reply-portal'],
		'portal-several-accounts': () => ['reply-portal'],
		'portal-unlinked': () => ['sign-in-link', 'reply-portal'],
		'portal-linked-elsewhere': () => ['reply-portal'],
		'wrong-site': () => ['sign-in-with-gitlab', 'sign-in-link'],
		'portal-ok': () => ['sign-in-with-gitlab', 'sign-in-link'],
		incomplete: () => [],
	};
	return steps[verdict]();
}

/** Mail that only an account gets. A confirmation of long ago is that of an account which was deleted since. */
function hasOtherMail({scene}: Diagnosis): boolean {
	return scene.messages.known && scene.messages.value.some((message) => !isConfirmation(message));
}

function looksMistyped({scene}: Diagnosis): boolean {
	const {account, address} = scene.facts;
	if (!account.known || account.value === undefined || address === undefined || isPrimary(account.value, address)) return false;
	return isLikelyTypo(account.value.primaryEmail, address);
}

function isMailboxUnknown({blocking}: Diagnosis): boolean {
	return blocking.some((entry) => entry.kind === 'bounce' && classifyReply(entry) === 'mailbox-unknown');
}

function isCodeDead({scene}: Diagnosis): boolean {
	const {newest} = scene;
	return newest.known && newest.value?.kind === 'code' && isDead(scene, newest.value);
}

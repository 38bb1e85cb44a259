import type {Step} from './diagnosis-steps.ts';
import type {MailKind} from './mail-kind.ts';
import {confirmationPage, type PortalDraftFacts, portalReplyBodies, signInByLink, signInWithGitlab} from './portal-drafts.ts';
import type {ReasonClass} from './smtp-reply.ts';

/** What a draft may know. Never an address that the customer did not write, nor a link or code from a mail. */
export interface DraftFacts {
	/** The address that the customer wrote; undefined when only the account is known. */
	readonly address: string | undefined;
	readonly missed: MailKind;
	/** Where our mail comes from. */
	readonly sendingDomain: string;
	readonly reason: ReasonClass | undefined;
	/** What was done since: it goes first. */
	readonly removed: boolean;
	readonly sent: boolean;
	readonly likelyDomain: string | undefined;
	/** In UTC, in words. */
	readonly waitUntil: string | undefined;
	readonly delivered: string | undefined;
	/** What an administrator of the recipient's server finds the delivered mail by. */
	readonly receipt: string | undefined;
	/** When an unconfirmed account will be deleted, in UTC, in words. */
	readonly deletion: string | undefined;
	/** Of the Portal's site only. */
	readonly portal?: PortalDraftFacts | undefined;
}

export interface Draft {
	readonly step: Step;
	/** What it is for, for the agent. */
	readonly title: string;
	readonly text: string;
}

const mails: Readonly<Record<MailKind, string>> = {
	confirmation: 'confirmation email',
	code: 'email with the verification code',
	reset: 'password reset email',
	'sign-in': 'email with the sign-in link',
	other: 'email',
};

/** For the customer: what is wrong at their mail provider. */
const reasonWords: Readonly<Record<ReasonClass, string>> = {
	'mailbox-unknown':
		'Your mail provider told us that there is no mailbox with this address. Please check the spelling, or ask your provider.',
	'domain-unknown': 'The part after the @ does not accept mail. Please check the spelling of the address.',
	'mailbox-full': 'Your mailbox was full. Please make some room in it, and tell us when that is done.',
	'policy-blocked': 'Your mail server refuses our mail. Please ask your administrator to allow mail from DOMAIN.',
	'rate-limited': 'Your mail server asked us to slow down and come back later.',
	'recipient-server-trouble': 'Your mail server had a problem of its own when we tried. Please ask your administrator, or try again later.',
	suspended: 'Your mailbox is switched off at your provider. Please ask your administrator to turn it on again.',
	unclear: 'Your mail server refused our mail without a clear reason. Please ask your administrator to look for it.',
};

const titles = {
	'ask-new-code': 'Ask for a new code',
	'ask-new-link': 'Ask for a new sign-in link',
	'ask-check-spam': 'Look into the spam folder',
	'ask-username': 'Ask for the username',
	'ask-spelling': 'Ask for the spelling',
	'ask-which-gitlab': 'Ask which GitLab it is',
	'reply-no-account': 'There is no account',
	'reply-blocked': 'The account is not active',
	'reply-confirmed': 'Confirmed already',
	'reply-other-address': 'The account has another address',
	'reply-rejected': 'Their mail server refuses us',
	'register-again': 'Register again',
	'self-service-secondary': 'Confirm a further address yourself',
	'sign-in-with-gitlab': 'Sign in with GitLab.com',
	'sign-in-link': 'Sign in by a link',
	'reply-portal': 'About the Portal account',
	wait: 'Wait a little',
	'resend-confirmation': 'A new confirmation mail',
	'send-reset': 'A password reset',
} as const satisfies Partial<Record<Step, string>>;

/** The steps that lead to words for the customer. */
export type DraftStep = keyof typeof titles;

export function isDraftStep(step: Step): step is DraftStep {
	return step in titles;
}

/** Our own words for the customer, one draft for each step. */
export function draftFor(step: DraftStep, facts: DraftFacts): Draft {
	const body = [...doneWords(facts), bodies[step](facts)].join('\n\n');
	return {step, title: titles[step], text: `Hello,\n\nthank you for writing to us.\n\n${body}\n\nKind regards`};
}

function doneWords({removed}: DraftFacts): readonly string[] {
	return removed ? ['A block kept our mail from reaching you. We have just removed it, so new mail can reach you again.'] : [];
}

const your = ({address}: DraftFacts) => (address === undefined ? 'your address' : address);
const lookForIt = 'Please look into your inbox and your spam folder.';

function confirmItYourself(facts: DraftFacts): string {
	const where =
		facts.portal === undefined ? 'from the sign-in page: choose “Resend confirmation email”' : `at ${confirmationPage(facts.portal)}`;
	return `You can have a new confirmation email sent to ${your(facts)} ${where}. ${lookForIt}`;
}

const bodies: Readonly<Record<DraftStep, (facts: DraftFacts) => string>> = {
	'ask-new-code': () =>
		`Verification codes work for 60 minutes, and only the newest one counts. Please sign in again, choose to have a new code sent, and enter it soon. ${lookForIt}`,
	'ask-new-link': () => `Sign-in links work once, and for 24 hours. Please ask for a new one on the sign-in page. ${lookForIt}`,
	'ask-check-spam': (facts) =>
		`Our ${mails[facts.missed]} to ${your(facts)} was accepted by your mail server${facts.delivered === undefined ? '' : ` on ${facts.delivered}`}. Please look into your spam or junk folder and into any quarantine. If it is in none of them, your mail administrator can search for it${facts.delivered === undefined ? '' : ' by that time'}${facts.receipt === undefined ? '' : `, and by this: ${facts.receipt}`}.`,
	'ask-username': (facts) =>
		`We find no account with ${facts.address === undefined ? 'this address' : facts.address}. Perhaps you registered with another address. Could you tell us your username? You see it at the end of the link to your profile, or in mails that we sent you.`,
	'ask-spelling': (facts) =>
		`Could you please check the spelling of your address${facts.address === undefined ? '' : ` (${facts.address})`}, letter by letter? Your mail provider told us that it does not know it.`,
	'ask-which-gitlab': () =>
		'Do you use GitLab.com, or a GitLab that your company or school runs itself? We can only look into GitLab.com. For a GitLab of their own, its administrators are the ones who can help.',
	'reply-no-account': (facts) =>
		`We find no account on GitLab.com with ${facts.address === undefined ? 'what you wrote' : `the address ${facts.address}`}.${facts.likelyDomain === undefined ? '' : ` Perhaps there is a slip in it: did you mean ${facts.likelyDomain}?`} If you registered some days ago and never confirmed the address, the account has been deleted since. Please register again.`,
	'reply-blocked': () =>
		'Your account is not active at the moment, so our mails alone will not let you in. We are looking into it and will write to you again.',
	'reply-confirmed': (facts) =>
		`${facts.address === undefined ? 'Your address' : `The address ${facts.address}`} is confirmed already, so no confirmation email is needed. You can sign in. If you do not remember your password, choose “Forgot your password?” on the sign-in page.`,
	'reply-other-address': (facts) =>
		`${facts.address === undefined ? 'The address that you wrote' : `The address ${facts.address}`} is not on this account, so our mail for the account goes elsewhere. For your protection we cannot tell which address it has. Please look into your other mailboxes, or sign in and look at your profile.`,
	'reply-rejected': (facts) =>
		`Our ${mails[facts.missed]} to ${your(facts)} was refused. ${reasonWords[facts.reason ?? 'unclear'].replace('DOMAIN', facts.sendingDomain)}`,
	'register-again': ({deletion}) =>
		deletion === undefined
			? 'Your registration was not confirmed within its time, so it is being deleted by itself. Please register again, and confirm your address soon with the email that you get then. If your username or address is still taken, please try again a few hours later.'
			: `It looks as if your registration was made with a slip in the address, so our email cannot reach you. Without a confirmation the registration is deleted by itself on ${deletion}. Please register again after that with the right address, and confirm it with the email that you get then.`,
	'self-service-secondary': () =>
		'Only you can have the confirmation for a further address sent again: please sign in, open your profile, go to “Emails”, and choose to resend the confirmation there. An address that is not confirmed within three days is removed from the list; then please add it once more.',
	'sign-in-with-gitlab': ({portal}) => (portal === undefined ? '' : signInWithGitlab(portal)),
	'sign-in-link': ({portal}) => (portal === undefined ? '' : signInByLink(portal)),
	'reply-portal': ({portal}) => (portal?.reply === undefined ? '' : portalReplyBodies[portal.reply](portal)),
	wait: (facts) =>
		`Our ${mails[facts.missed]} is on its way: your mail server has not taken it yet, and we keep trying${facts.waitUntil === undefined ? '' : ` until about ${facts.waitUntil}`}. Please wait a little. You do not need to ask for another one.`,
	'resend-confirmation': (facts) =>
		facts.sent
			? `We have just sent you a new confirmation email. ${lookForIt} If its link says that it has expired, please ask for another one.`
			: confirmItYourself(facts),
	'send-reset': (facts) =>
		facts.sent
			? `For your protection we cannot tell which address your account has. We have just triggered a password reset email to it: whoever has that mailbox can go on from there.${facts.delivered === undefined ? '' : ` Its mail server took it on ${facts.delivered}.`} Please look into the inboxes and spam folders of all your addresses.`
			: `You can have a password reset email sent from the sign-in page: choose “Forgot your password?”. ${lookForIt}`,
};

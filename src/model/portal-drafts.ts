import type {PortalAccount} from './portal.ts';
import type {VerdictCode} from './verdicts.ts';

export const portalReplies = ['no-account', 'inactive', 'reseller', 'unconfirmed', 'several', 'unlinked', 'linked-elsewhere'] as const;
/** What there is to explain about a Portal account. */
export type PortalReply = (typeof portalReplies)[number];

/** What a draft about the Portal may know. */
export interface PortalDraftFacts {
	/** Undefined: its account needs no explanation. */
	readonly reply: PortalReply | undefined;
	/** Where the Portal is. */
	readonly url: string;
}

const replies: Partial<Readonly<Record<VerdictCode, PortalReply>>> = {
	'portal-no-account': 'no-account',
	'portal-unconfirmed': 'unconfirmed',
	'portal-several-accounts': 'several',
	'portal-unlinked': 'unlinked',
	'portal-linked-elsewhere': 'linked-elsewhere',
};

export function portalReplyFor(verdict: VerdictCode, told: PortalAccount | undefined): PortalReply | undefined {
	if (verdict !== 'portal-login-inactive') return replies[verdict];
	return told?.found === true && told.login === 'reseller' ? 'reseller' : 'inactive';
}

/** The pages of the documentation that customers are sent to. Source: GitLab's doc/subscriptions/billing_account.md. */
const documentation = 'https://docs.gitlab.com/subscriptions/billing_account/';
const howTo = {
	signIn: `${documentation}#sign-in-to-customers-portal`,
	link: `${documentation}#link-a-gitlabcom-account`,
	change: `${documentation}#change-the-linked-account`,
} as const;

function signInPage({url}: PortalDraftFacts): string {
	return `${url}/customers/sign_in`;
}

export function confirmationPage({url}: Pick<PortalDraftFacts, 'url'>): string {
	return `${url}/customers/confirmation/new`;
}

/** The link is sent from this form of it; the other one goes on with GitLab at once. */
export function signInByLinkPage({url}: Pick<PortalDraftFacts, 'url'>): string {
	return `${url}/customers/sign_in?legacy=true`;
}

export const signInWithGitlab = (facts: PortalDraftFacts) =>
	`The Customers Portal has no password of its own, so a new password for GitLab.com is not asked for there. Please open ${signInPage(facts)} and choose to continue with your GitLab.com account. How it works: ${howTo.signIn}`;

export const signInByLink = (facts: PortalDraftFacts) =>
	`You can sign in to the Customers Portal by an email: please open ${signInByLinkPage(facts)} and enter your address. The link in that email works once, and for 24 hours. Please look into your inbox and your spam folder. How it works: ${howTo.signIn}`;

const linking = `Please link your GitLab.com account once you are signed in: ${howTo.link}`;

export const portalReplyBodies: Readonly<Record<PortalReply, (facts: PortalDraftFacts) => string>> = {
	'no-account': () =>
		'We find no account with this address in the Customers Portal. Perhaps the subscription was bought with another address, or by somebody else in your organization. Could you tell us which address was used for it, and the name of the subscription, if you know it?',
	inactive: () =>
		'Signing in is switched off for your account in the Customers Portal, so no email from there reaches you. We are looking into the reason, and will write to you again.',
	reseller: () =>
		'Your subscription was bought through a reseller. Such accounts in the Customers Portal cannot be signed in to, and get no email from there: your reseller makes the changes for you. Please turn to them.',
	unconfirmed: (facts) =>
		`Your account in the Customers Portal is not confirmed yet, and cannot be signed in to before that. You can have the confirmation sent again at ${confirmationPage(facts)}. Its link works for 24 hours. Please look into your inbox and your spam folder.`,
	several: () =>
		'It looks as if there is more than one account of yours in the Customers Portal, with addresses that differ a little: a dot, a hyphen or an underscore makes another address. Could you tell us, letter by letter, which address was used for the subscription? Please sign in with that one.',
	unlinked: () =>
		`Your account in the Customers Portal is not linked to an account at GitLab.com. This happens to accounts that were made by hand, or by a purchase through our sales team. ${linking}`,
	'linked-elsewhere': () =>
		`Your account in the Customers Portal is linked to a GitLab.com account that has another address. There are three ways to set this right:\n\n1. Change the linked account to your own: ${howTo.change}\n2. Change the address of the account in the Customers Portal, so that both are the same.\n3. Keep both: unlink the two, then make a new account in the Customers Portal by signing in there with that GitLab.com account. Tell us when that is done, and we add it to the same billing account. If you like, make a GitLab.com account for your first address too, and link it.\n\nPlease tell us which one you prefer.`,
};

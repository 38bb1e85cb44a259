import type {ReasonClass} from './smtp-reply.ts';
import type {SuppressionKind} from './suppression.ts';

/** Every sentence for people that more than one place needs: cards, command line and notes say the same. */

export const listNames: Readonly<Record<SuppressionKind, string>> = {
	bounce: 'bounce list',
	complaint: 'complaint list',
	unsubscribe: 'unsubscribe list',
};

export const suppressionMeaning: Readonly<Record<SuppressionKind, string>> = {
	bounce: 'A mail to this address failed for good, so Mailgun drops what is sent to it from this domain.',
	complaint: 'The recipient marked a mail as spam. Remove this only at the recipient’s own request.',
	unsubscribe: 'The recipient opted out. Remove this only at the recipient’s own request.',
};

/** For the agent: whether the same failure comes again. */
export const permanenceMeaning = {
	permanent: 'Permanent: it fails again until something changes there.',
	temporary: 'Temporary: a later mail may go through.',
} as const;

/** For the agent: why the recipient's server refused. */
export const reasonMeaning: Readonly<Record<ReasonClass, string>> = {
	'mailbox-unknown': 'The recipient’s server knows no such mailbox: check the spelling of the address.',
	'domain-unknown': 'The domain does not take mail: check the part after the @.',
	'mailbox-full': 'The mailbox was full: the customer has to make room first.',
	'policy-blocked': 'The recipient’s server refuses us by a rule or a filter: their administrator has to allow us.',
	'rate-limited': 'The recipient’s server asked us to come back later.',
	'recipient-server-trouble': 'The recipient’s server had trouble of its own.',
	suspended: 'The mailbox is suspended or switched off: their administrator has to turn it on.',
	unclear: 'The reply does not say why.',
};

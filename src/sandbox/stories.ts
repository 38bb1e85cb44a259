import {automationStories} from './automation-stories.ts';
import {bulkStories} from './bulk-stories.ts';
import {type DeliveryStory, deliveryStories, type Past} from './delivery-stories.ts';
import {escalationStories} from './escalation-stories.ts';
import {formStories} from './form-stories.ts';
import {portalStories} from './portal-stories.ts';
import {sweepStories} from './sweep-stories.ts';
import {ticketStories, untriaged, writtenByOthers} from './ticket-stories.ts';
import type {World} from './world.ts';
import {sendingDomains} from './world.ts';
import {forms, triagedFor} from './zendesk/brightwater.ts';

/** One ticket of the guided tour: what the customer wrote, and what to try. */
export interface Story {
	readonly ticket: number;
	readonly customer: string;
	readonly title: string;
	readonly story: string;
	readonly command: string;
}

const suppressionStories: readonly Story[] = [
	{
		ticket: 4711,
		customer: 'ada@example.com',
		title: 'No confirmation mail',
		story:
			'Ada mistyped nothing, but her mailbox was missing on the day of the first mail. Find the bounce, remove it, undo it if you like.',
		command: '/suppression ada@example.com ticket:4711',
	},
	{
		ticket: 4712,
		customer: 'grace@example.org',
		title: 'I marked it as spam by mistake',
		story: 'Grace pressed the spam button, and now asks for our mail again. A complaint is removed only at the recipient’s own request.',
		command: '/suppression grace@example.org',
	},
	{
		ticket: 4713,
		customer: 'linus@example.net',
		title: 'Nothing arrives any more',
		story: 'Linus is on several lists of both sending domains at once.',
		command: '/suppression linus@example.net',
	},
	{
		ticket: 4714,
		customer: 'joan+gitlab@example.com',
		title: 'Is my address blocked?',
		story: 'It is not, although joan@example.com is: a plus sign makes another address.',
		command: '/suppression joan+gitlab@example.com',
	},
];

/** The dangerous one: two people, one request, one mail. */
const resendStory: DeliveryStory = {
	ticket: 4737,
	customer: 'sofia@example.com',
	title: 'My code went to a mailbox I lost',
	story:
		'Sofia proved that the account is hers, and asks for the code at sofia.new@example.net. Press Resend Message; then let Ines, a manager, approve it in #email-approvals.',
	command: '/suppression log sofia@example.com ticket:4737',
	seed: ({gitlab, ago, mailed}) => {
		gitlab.addUser({username: 'sofia', email: 'sofia@example.com', createdAt: ago(9000), confirmedAt: ago(8990)});
		mailed('sofia@example.com', 'Verify your identity', 0.1);
	},
};

const seeded = [
	...deliveryStories,
	...portalStories,
	...escalationStories,
	...formStories,
	resendStory,
	...sweepStories,
	...bulkStories,
	...ticketStories,
	...automationStories,
];

export const stories: readonly Story[] = [
	...suppressionStories,
	...seeded.map(({ticket, customer, title, story, command}) => ({ticket, customer, title, story, command})),
];

/** Seeds the world so that every story can be lived through. */
export function tellStories(world: World): void {
	seedLists(world);
	const past = createPast(world);
	for (const story of seeded) story.seed(past);
	for (const {ticket, customer, title} of stories) world.zendesk.addTicket({id: ticket, subject: title, ...ticketFrom(ticket, customer)});
}

const ofPortal = new Set(portalStories.map(({ticket}) => ticket));

function ticketFrom(ticket: number, customer: string) {
	const requester = writtenByOthers.get(ticket) ?? customer;
	return untriaged.has(ticket) ? {requester} : {requester, ...triagedFor(ofPortal.has(ticket) ? forms.portal : forms.gitlab, customer)};
}

function createPast({gitlab, mailgun, portal, clock}: World): Past {
	const ago = (hours: number) => new Date(clock.now().getTime() - hours * 3_600_000);
	const domain = sendingDomains.gitlab;
	return {
		gitlab,
		mailgun,
		portal,
		ago,
		mailed: (to, subject, hours) => {
			const passesSuppressions = subject !== 'Confirmation instructions';
			mailgun.send({domain, from: `GitLab <gitlab@${domain}>`, to, subject, text: bodies[subject], at: ago(hours), passesSuppressions});
		},
		unbounced: (address) => mailgun.removeEntry(domain, 'bounces', address),
		bounced: (address, hours) => {
			const created_at = ago(hours).toUTCString().replace('GMT', 'UTC');
			mailgun.addBounce(domain, {address, code: '550', error: '5.1.1 No such mailbox', created_at});
		},
	};
}

const bodies = {
	'Confirmation instructions':
		'Hello,\n\nplease confirm that this address is yours:\n\nhttps://gitlab.example.com/users/confirmation?confirmation_token=sandbox-token\n\nThe link works for 24 hours.',
	'Verify your identity': 'Hello,\n\nEnter this code to go on with your sign-in:\n\n481516\n\nThe code works for 60 minutes.',
	'Reset password instructions':
		'Hello,\n\nsomebody, hopefully you, wants to set a new password:\n\nhttps://gitlab.example.com/users/password/edit?reset_password_token=sandbox-token\n\nThe link works for two days.',
} as const;

function seedLists({mailgun, gitlab: accounts, clock}: World): void {
	const at = (days: number) => new Date(clock.now().getTime() - days * 86_400_000);
	const ago = (days: number) => at(days).toUTCString().replace('GMT', 'UTC');
	accounts.addUser({username: 'ada', email: 'ada@example.com', createdAt: at(1.1)});
	for (const [username, email] of [
		['grace', 'grace@example.org'],
		['linus', 'linus@example.net'],
	] as const)
		accounts.addUser({username, email, createdAt: at(400), confirmedAt: at(399)});
	const {gitlab, portal} = sendingDomains;
	mailgun.addBounce(gitlab, {
		address: 'ada@example.com',
		code: '550',
		error: '5.1.1 The email account that you tried to reach does not exist',
		created_at: ago(1),
	});
	mailgun.addComplaint(gitlab, {address: 'grace@example.org', created_at: ago(21)});
	mailgun.addBounce(gitlab, {
		address: 'linus@example.net',
		code: '554',
		error: '5.7.1 Message refused by the policy of the recipient',
		created_at: ago(3),
	});
	mailgun.addUnsubscribe(gitlab, {address: 'linus@example.net', tags: ['*'], created_at: ago(40)});
	mailgun.addBounce(portal, {address: 'linus@example.net', code: '552', error: '5.2.2 The mailbox is over its quota', created_at: ago(5)});
	mailgun.addBounce(gitlab, {address: 'joan@example.com', code: '550', error: '5.1.1 No such mailbox', created_at: ago(2)});
	mailgun.allow(gitlab, {value: 'example.org', type: 'domain', reason: 'asked for by their administrator', createdAt: ago(100)});
}

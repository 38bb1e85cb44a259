import type {World} from './world.ts';
import {sendingDomains} from './world.ts';

/** One ticket of the guided tour: what the customer wrote, and what to try. */
export interface Story {
	readonly ticket: number;
	readonly customer: string;
	readonly title: string;
	readonly story: string;
	readonly command: string;
}

export const stories: readonly Story[] = [
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

/** Seeds the lists so that every story can be lived through. */
export function tellStories({mailgun, clock}: World): void {
	const ago = (days: number) => new Date(clock.now().getTime() - days * 86_400_000).toUTCString().replace('GMT', 'UTC');
	const {gitlab, portal} = sendingDomains;
	mailgun.addBounce(gitlab, {
		address: 'ada@example.com',
		code: '550',
		error: '5.1.1 The email account that you tried to reach does not exist',
		created_at: ago(10),
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

import type {DeliveryStory} from './delivery-stories.ts';

const day = 24;

/** What happens in the ticket itself: notes, replies, and what is wrong with it. */
export const ticketStories: readonly DeliveryStory[] = [
	{
		ticket: 4780,
		customer: 'klara@example.com',
		title: 'Help!',
		story:
			'Nobody has sorted this ticket: the card says what is wrong with it. Press Add Ticket Note, read the note and what it sets, and look at the ticket under Tickets.',
		command: '/confirm ticket:4780',
		seed: ({gitlab, ago, mailed, bounced}) => {
			gitlab.addUser({username: 'klara', email: 'klara@example.com', createdAt: ago(5)});
			bounced('klara@example.com', 6 * day);
			mailed('klara@example.com', 'Confirmation instructions', 5);
		},
	},
	{
		ticket: 4781,
		customer: 'tomas@example.net',
		title: 'Your mails do not reach me',
		story:
			'There is no account of Tomas. Press Draft Reply, choose the macro under Start from, change it as you like, and press Add to Ticket: the ticket then waits for him.',
		command: '/confirm ticket:4781',
		seed: () => {},
	},
	{
		ticket: 4782,
		customer: 'luisa@example.org',
		title: 'My colleague gets no code',
		story:
			'A colleague wrote this for Luisa. The ticket names her address as the impacted one, and the card says that somebody else wrote it.',
		command: '/confirm ticket:4782',
		seed: ({gitlab, ago, mailed}) => {
			gitlab.addUser({username: 'luisa', email: 'luisa@example.org', createdAt: ago(200 * day), confirmedAt: ago(199 * day)});
			mailed('luisa@example.org', 'Verify your identity', 0.5);
		},
	},
];

/** Tickets that came as they are. */
export const untriaged: ReadonlySet<number> = new Set([4780]);

/** Who wrote, where it was not the customer. */
export const writtenByOthers: ReadonlyMap<number, string> = new Map([[4782, 'henrik@example.org']]);

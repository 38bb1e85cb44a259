import type {DeliveryStory} from './delivery-stories.ts';

const day = 24;
const press =
	'Under Zendesk tickets, press Run the Automation at this ticket: a card with buttons appears in #support, and a note in the ticket.';

/** Tickets that Redeliver looks at by itself. */
export const automationStories: readonly DeliveryStory[] = [
	{
		ticket: 4785,
		customer: 'yusuf@example.com',
		title: 'Your confirmation never came',
		story: `${press} Yusuf’s address bounced; whoever is an agent can press Remove Suppression there.`,
		command: '/suppression automation',
		seed: ({gitlab, ago, mailed, bounced}) => {
			gitlab.addUser({username: 'yusuf', email: 'yusuf@example.com', createdAt: ago(5)});
			bounced('yusuf@example.com', 3 * day);
			mailed('yusuf@example.com', 'Confirmation instructions', 5);
		},
	},
	{
		ticket: 4786,
		customer: 'hana@example.org',
		title: 'Still no mail',
		story: `Ines, a manager, types /suppression automation off, and only then: ${press.replace(/:.*/, '')}. Nothing comes; the audit trail says why.`,
		command: '/suppression automation off',
		seed: ({gitlab, ago, mailed}) => {
			gitlab.addUser({username: 'hana', email: 'hana@example.org', createdAt: ago(7)});
			mailed('hana@example.org', 'Confirmation instructions', 7);
		},
	},
];

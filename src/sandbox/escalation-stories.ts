import type {DeliveryStory} from './delivery-stories.ts';

const day = 24;

/** What only people with a console can do, and how somebody proves that an account is theirs. */
export const escalationStories: readonly DeliveryStory[] = [
	{
		ticket: 4750,
		customer: 'ravi.work@example.org',
		title: 'Every confirmation goes to my old address',
		story:
			'Ravi’s account is in the wacky state: unconfirmed, with a pending address that is not its primary one. Open the admin page in your mind, press Escalate, and say what it shows; the issue stands under GitLab issues.',
		command: '/confirm ravi ravi.work@example.org ticket:4750',
		seed: ({gitlab, ago}) => {
			gitlab.addUser({username: 'ravi', email: 'ravi@example.com', unconfirmedEmail: 'ravi.studio@example.net', createdAt: ago(6)});
		},
	},
	{
		ticket: 4751,
		customer: 'elif@example.com',
		title: 'My Support PIN is 314159',
		story:
			'Elif can still sign in and gave the PIN of her account. Press Support PIN and compare it; for an hour a match counts when her code shall go to another address. Then revoke it. Three tries a day, so do not guess.',
		command: '/confirm elif@example.com mail:code ticket:4751',
		seed: ({gitlab, ago, mailed}) => {
			gitlab.addUser({
				username: 'elif',
				email: 'elif@example.com',
				createdAt: ago(300 * day),
				confirmedAt: ago(299 * day),
				supportPin: {pin: '314159', expiresAt: ago(-6 * day)},
			});
			mailed('elif@example.com', 'Verify your identity', 0.2);
		},
	},
];

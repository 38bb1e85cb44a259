import type {DeliveryStory} from './delivery-stories.ts';

const day = 24;

/** Mails that Redeliver has GitLab send, by its own forms. */
export const formStories: readonly DeliveryStory[] = [
	{
		ticket: 4740,
		customer: 'petra@example.net',
		title: 'Which address did I sign up with?',
		story:
			'Petra knows her username, petra, and no more. Nobody tells her the address: press Send Password Reset, see in our direct message that it arrived, and take the draft.',
		command: '/confirm reset petra ticket:4740',
		seed: ({gitlab, ago}) => {
			gitlab.addUser({username: 'petra', email: 'petra.w@example.org', createdAt: ago(300 * day), confirmedAt: ago(299 * day)});
		},
	},
	{
		ticket: 4741,
		customer: 'yaelle@example.com',
		title: 'No mail since I registered this morning',
		story:
			'Nothing was sent to Yaelle, as far as the log tells. Press Resend Confirmation, and read in our direct message what becomes of it.',
		command: '/confirm yaelle@example.com ticket:4741',
		seed: ({gitlab, ago}) => {
			gitlab.addUser({username: 'yaelle', email: 'yaelle@example.com', createdAt: ago(5)});
		},
	},
	{
		ticket: 4742,
		customer: 'freya@example.org',
		title: 'My password reset never comes',
		story: 'Freya signs in through her company, and has no password here. The card knows it before you send anything.',
		command: '/confirm reset freya ticket:4742',
		seed: ({gitlab, ago}) => {
			gitlab.addUser({
				username: 'freya',
				email: 'freya@example.org',
				createdAt: ago(400 * day),
				confirmedAt: ago(399 * day),
				hasPassword: false,
				identities: [{provider: 'group_saml', extern_uid: 'freya'}],
			});
		},
	},
];

import type {DeliveryStory} from './delivery-stories.ts';

const domain = 'harbour.example.org';
const day = 24;

/** Their mail server was moved, and for some days knew nobody. */
export const sweepStories: readonly DeliveryStory[] = [
	{
		ticket: 4790,
		customer: `pilar@${domain}`,
		title: 'All of harbour.example.org bounces',
		story:
			'Pilar’s company moved its mail server; since then nobody there gets our mail. Find everybody at once, export the list, and let Deep Scan look for those who got no mail lately.',
		command: `/suppression ${domain} ticket:4790`,
		seed: ({mailgun, bounced, mailed, unbounced, ago}) => {
			const people = ['pilar', 'rui', 'sana', 'tomas', 'uma', 'viktor', 'wren', 'xenia', 'yusuf', 'zora', 'alba', 'bram'];
			for (const name of people) {
				bounced(`${name}@${domain}`, 12 * day);
				mailed(`${name}@${domain}`, 'Confirmation instructions', 3 * day);
			}
			for (const name of ['alba', 'bram']) unbounced(`${name}@${domain}`);
			for (const name of ['quiet.one', 'quiet.two']) bounced(`${name}@${domain}`, 60 * day);
			mailgun.addUnsubscribe('mg.gitlab.com', {
				address: `cosima@${domain}`,
				created_at: ago(20 * day)
					.toUTCString()
					.replace('GMT', 'UTC'),
			});
			mailed(`cosima@${domain}`, 'Confirmation instructions', 2 * day);
		},
	},
];

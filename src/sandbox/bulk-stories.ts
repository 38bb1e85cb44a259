import type {DeliveryStory} from './delivery-stories.ts';

const domain = 'quarry.example.net';
const day = 24;

/** More than one person removes without a manager. */
export const bulkStories: readonly DeliveryStory[] = [
	{
		ticket: 4791,
		customer: `it@${domain}`,
		title: 'Our mail server is back: please unblock all of us',
		story:
			'The administrators of quarry.example.net repaired their server. Press Remove Selected, tick three: they leave the list at once. Tick all the others: now it takes a manager. Be Ines, press Approve in #email-approvals, read the whole set, approve it; be Dana again and read each result in the direct message.',
		command: `/suppression ${domain} ticket:4791`,
		seed: ({bounced, mailed}) => {
			for (const name of [
				'abel',
				'britt',
				'cyrus',
				'delia',
				'emre',
				'frida',
				'goran',
				'hedda',
				'ilse',
				'jonas',
				'kaja',
				'lars',
				'mina',
				'noor',
			]) {
				bounced(`${name}@${domain}`, 6 * day);
				mailed(`${name}@${domain}`, 'Confirmation instructions', 2 * day);
			}
		},
	},
];

import type {GitlabSimulator} from './gitlab/types.ts';
import type {MailgunSimulator} from './mailgun/types.ts';
import type {PortalSimulator} from './portal/simulator.ts';
import type {Story} from './stories.ts';

/** The hand that makes the past of a story. */
export interface Past {
	readonly gitlab: GitlabSimulator;
	readonly mailgun: MailgunSimulator;
	readonly portal: PortalSimulator;
	/** So many hours ago. */
	readonly ago: (hours: number) => Date;
	readonly mailed: (to: string, subject: Subject, hours: number) => void;
	readonly bounced: (address: string, hours: number) => void;
	/** Somebody took it off the bounce list since. */
	readonly unbounced: (address: string) => void;
}

export type Subject = 'Confirmation instructions' | 'Verify your identity' | 'Reset password instructions';

/** A ticket about a mail that did not arrive, with what happened before. */
export interface DeliveryStory extends Story {
	readonly seed: (past: Past) => void;
}

const gitlabDomain = 'mg.gitlab.com';
const confirmation = 'Confirmation instructions';
const day = 24;

function newcomer({gitlab, ago}: Past, username: string, email: string, hours: number): void {
	gitlab.addUser({username, email, createdAt: ago(hours)});
}

function member({gitlab, ago}: Past, username: string, email: string): void {
	gitlab.addUser({username, email, createdAt: ago(200 * day), confirmedAt: ago(199 * day)});
}

/** One story for each verdict, in the order of the rules. */
export const deliveryStories: readonly DeliveryStory[] = [
	{
		ticket: 4720,
		customer: 'nora@example.com',
		title: 'No mail, and perhaps no account',
		story: 'Nora waits for a confirmation mail. Is there an account at all?',
		command: '/confirm nora@example.com ticket:4720',
		seed: () => {},
	},
	{
		ticket: 4721,
		customer: 'owen@example.org',
		title: 'I registered some days ago',
		story: 'Owen never confirmed his address, and the days in which he could are over.',
		command: '/confirm owen@example.org ticket:4721',
		seed: (past) => newcomer(past, 'owen', 'owen@example.org', 3.4 * day),
	},
	{
		ticket: 4722,
		customer: 'bilal@example.com',
		title: 'No sign-in mail arrives',
		story: 'Bilal’s account is not active: no mail will let him in.',
		command: '/confirm bilal@example.com ticket:4722',
		seed: (past) => {
			member(past, 'bilal', 'bilal@example.com');
			past.gitlab.changeUser('bilal', {state: 'blocked'});
		},
	},
	{
		ticket: 4723,
		customer: 'lenna@example.com',
		title: 'My username is lena',
		story: 'Lena’s account is unconfirmed, and she writes another address than the one that it has. Look at both closely.',
		command: '/confirm lena lenna@example.com ticket:4723',
		seed: (past) => newcomer(past, 'lena', 'lena@example.com', 5),
	},
	{
		ticket: 4724,
		customer: 'mats.privat@example.net',
		title: 'The confirmation goes somewhere else',
		story: 'Mats asked for a new primary address before he had confirmed the first one: the wacky state.',
		command: '/confirm mats mats.privat@example.net ticket:4724',
		seed: (past) =>
			past.gitlab.addUser({
				username: 'mats',
				email: 'm.lindqvist@example.org',
				unconfirmedEmail: 'mats.privat@example.net',
				createdAt: past.ago(6),
			}),
	},
	{
		ticket: 4725,
		customer: 'nadia.home@example.org',
		title: 'Nothing arrives at my home address',
		story: 'Nadia’s account has another address. Which one, we do not tell.',
		command: '/confirm nadia nadia.home@example.org ticket:4725',
		seed: (past) => member(past, 'nadia', 'nadia@example.com'),
	},
	{
		ticket: 4726,
		customer: 'carla@example.net',
		title: 'Please send the confirmation again',
		story: 'Carla confirmed her address long ago. It is something else that she misses.',
		command: '/confirm carla@example.net mail:confirmation ticket:4726',
		seed: (past) => member(past, 'carla', 'carla@example.net'),
	},
	{
		ticket: 4727,
		customer: 'dora@example.com',
		title: 'No confirmation mail, twice',
		story: 'Dora is on the bounce list, and her last mail was dropped by it. Remove the entry, and read what the card says then.',
		command: '/confirm dora@example.com ticket:4727',
		seed: (past) => {
			newcomer(past, 'dora', 'dora@example.com', 8);
			past.bounced('dora@example.com', 30);
			past.mailed('dora@example.com', confirmation, 8);
		},
	},
	{
		ticket: 4728,
		customer: 'edda@example.org',
		title: 'I pressed the spam button',
		story: 'Edda complained about a mail once, and waits for her confirmation now. Only her own request takes her off the list.',
		command: '/confirm edda@example.org ticket:4728',
		seed: (past) => {
			newcomer(past, 'edda', 'edda@example.org', 4);
			past.mailgun.addComplaint(gitlabDomain, {address: 'edda@example.org'});
		},
	},
	{
		ticket: 4729,
		customer: 'felix@example.net',
		title: 'I unsubscribed, but not from this',
		story: 'Felix opted out of all mail, the confirmation among it.',
		command: '/confirm felix@example.net ticket:4729',
		seed: (past) => {
			newcomer(past, 'felix', 'felix@example.net', 4);
			past.mailgun.addUnsubscribe(gitlabDomain, {address: 'felix@example.net', tags: ['*']});
		},
	},
	{
		ticket: 4730,
		customer: 'otto.work@example.org',
		title: 'My second address does not get confirmed',
		story: 'Otto added an address. Only he can have its confirmation sent again.',
		command: '/confirm otto otto.work@example.org ticket:4730',
		seed: (past) => {
			member(past, 'otto', 'otto@example.com');
			past.gitlab.addSecondary('otto', 'otto.work@example.org');
		},
	},
	{
		ticket: 4738,
		customer: 'vera@example.org',
		title: 'You said that it works again',
		story: 'Somebody took Vera off the bounce list in Mailgun’s panel, but the mail of before was dropped. A new one will go through.',
		command: '/confirm vera@example.org ticket:4738',
		seed: (past) => {
			newcomer(past, 'vera', 'vera@example.org', 6);
			past.bounced('vera@example.org', 40);
			past.mailed('vera@example.org', confirmation, 6);
			past.unbounced('vera@example.org');
		},
	},
	{
		ticket: 4731,
		customer: 'paula@example.net',
		title: 'Our company gets nothing from you',
		story: 'The mail server of Paula’s company refuses us by a rule of its own.',
		command: '/confirm paula@example.net ticket:4731',
		seed: (past) => {
			newcomer(past, 'paula', 'paula@example.net', 3);
			past.mailgun.setRecipient('paula@example.net', {
				kind: 'block',
				code: 554,
				enhancedCode: '5.7.1',
				text: 'Message refused by our policy',
			});
			past.mailed('paula@example.net', confirmation, 3);
		},
	},
	{
		ticket: 4732,
		customer: 'hugo@example.org',
		title: 'Waiting for an hour already',
		story: 'Hugo’s mail server asks us to come back later.',
		command: '/confirm hugo@example.org ticket:4732',
		seed: (past) => {
			newcomer(past, 'hugo', 'hugo@example.org', 2);
			past.mailgun.setRecipient('hugo@example.org', {
				kind: 'defer',
				code: 451,
				enhancedCode: '4.7.1',
				text: 'Greylisted, please come back later',
			});
			past.mailed('hugo@example.org', confirmation, 1);
		},
	},
	{
		ticket: 4733,
		customer: 'iris@example.com',
		title: 'The link says that it has expired',
		story: 'Iris found the mail too late. A link lives 24 hours from its first mail.',
		command: '/confirm iris@example.com ticket:4733',
		seed: (past) => {
			newcomer(past, 'iris', 'iris@example.com', 31);
			past.mailed('iris@example.com', confirmation, 30);
		},
	},
	{
		ticket: 4734,
		customer: 'jonas@example.net',
		title: 'You never sent it',
		story: 'We did, and Jonas’s mail server took it. The card holds what his administrator needs.',
		command: '/confirm jonas@example.net ticket:4734',
		seed: (past) => {
			newcomer(past, 'jonas', 'jonas@example.net', 1);
			past.mailed('jonas@example.net', confirmation, 0.5);
		},
	},
	{
		ticket: 4735,
		customer: 'kira@example.com',
		title: 'Nothing since I registered',
		story: 'The log holds no mail to Kira at all. Send one; then turn GitLab off at the knobs and ask again.',
		command: '/confirm kira@example.com ticket:4735',
		seed: (past) => {
			newcomer(past, 'kira', 'kira@example.com', 2);
			// A stranger who calls themselves like her address, and is listed before her.
			past.gitlab.addUser({
				username: 'aaa-kira',
				name: 'AAA kira@example.com',
				email: 'someone.else@example.org',
				confirmedAt: past.ago(900),
			});
		},
	},
	{
		ticket: 4736,
		customer: 'ruben@example.org',
		title: 'The code does not work',
		story: 'Ruben’s code was delivered two hours ago. Codes live 60 minutes.',
		command: '/confirm ruben@example.org ticket:4736',
		seed: (past) => {
			member(past, 'ruben', 'ruben@example.org');
			past.mailed('ruben@example.org', 'Verify your identity', 2);
		},
	},
];

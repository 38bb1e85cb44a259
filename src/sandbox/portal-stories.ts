import type {DeliveryStory, Past} from './delivery-stories.ts';
import type {PortalCustomer} from './portal/pages.ts';

const domain = 'customers.gitlab.com';
const day = 24;

function customer({portal, ago}: Past, email: string, more: Partial<PortalCustomer> = {}): void {
	portal.addCustomer({email, confirmedAt: ago(300 * day), loginActivated: true, ...more});
}

/** With an account at both sites, linked as they should be. */
function member(past: Past, username: string, more: Partial<PortalCustomer> = {}): void {
	const email = `${username}@example.com`;
	past.gitlab.addUser({username, email, createdAt: past.ago(300 * day), confirmedAt: past.ago(299 * day)});
	customer(past, email, {linkedTo: username, ...more});
}

function mailed({mailgun, ago}: Past, to: string, hours: number): void {
	const text =
		'Hello,\n\nplease confirm that this address is yours:\n\nhttps://customers.example.com/customers/confirmation?confirmation_token=sandbox-token\n\nThe link works for 24 hours.';
	mailgun.send({domain, from: `Customers Portal <portal@${domain}>`, to, subject: 'Confirmation instructions', text, at: ago(hours)});
}

const look = 'Press Portal Account, follow the link to the admin page, and tick what it shows.';
const commandFor = (address: string, ticket: number) => `/confirm portal ${address} ticket:${ticket}`;
const story = (ticket: number, address: string, title: string, text: string, seed: DeliveryStory['seed']): DeliveryStory => ({
	ticket,
	customer: address,
	title,
	story: text,
	command: commandFor(address, ticket),
	seed,
});

/** One story for each verdict of the Portal, in the order of the rules. */
export const portalStories: readonly DeliveryStory[] = [
	story(
		4760,
		'agnes@example.com',
		'No mail from the billing site',
		'Agnes is on the bounce list of the Portal’s own sending domain. Nobody has to look at the admin page for that.',
		(past) => {
			member(past, 'agnes');
			past.mailgun.addBounce(domain, {address: 'agnes@example.com', code: '550', error: '5.1.1 No such mailbox'});
		},
	),
	story(
		4761,
		'boris@example.com',
		'I reported your invoice as spam',
		'Boris complained about a mail of the Portal, and wants its sign-in link now. It takes his own request.',
		(past) => {
			member(past, 'boris');
			past.mailgun.addComplaint(domain, {address: 'boris@example.com'});
		},
	),
	story(4762, 'celia@example.com', 'I unsubscribed from the invoices', 'Celia opted out of everything that the Portal mails.', (past) => {
		member(past, 'celia');
		past.mailgun.addUnsubscribe(domain, {address: 'celia@example.com', tags: ['*']});
	}),
	story(4763, 'derek@example.com', 'I cannot see my subscription', `Does the Portal know Derek at all? ${look}`, () => {}),
	story(4764, 'ella@example.com', 'The Portal does not let me in', `Ella’s company bought from a reseller. ${look}`, (past) =>
		member(past, 'ella', {loginActivated: false, reseller: 'Northwind Software Trade'}),
	),
	story(4765, 'femi@example.com', 'I signed up for the Portal today', `Femi never confirmed. ${look} Then send the confirmation.`, (past) =>
		member(past, 'femi', {confirmedAt: undefined}),
	),
	story(4766, 'greta.holm@example.com', 'My subscription is gone', `Greta signed up twice, a dot apart. ${look}`, (past) => {
		customer(past, 'greta.holm@example.com', {linkedTo: 'greta'});
		customer(past, 'greta_holm@example.com');
		past.gitlab.addUser({username: 'greta', email: 'greta.holm@example.com', createdAt: past.ago(900), confirmedAt: past.ago(899)});
	}),
	story(4767, 'hiro@example.com', 'I cannot buy more seats', `Hiro’s account was made by a sale. ${look}`, (past) =>
		customer(past, 'hiro@example.com'),
	),
	story(4768, 'ilse@example.com', 'My account belongs to somebody else', `Ilse took over from a colleague. ${look}`, (past) => {
		past.gitlab.addUser({username: 'jules', email: 'jules@example.com', createdAt: past.ago(900), confirmedAt: past.ago(899)});
		customer(past, 'ilse@example.com', {linkedTo: 'jules'});
	}),
	{
		...story(
			4769,
			'jana@example.com',
			'I set a new password, and it is refused',
			'Jana waits at the Portal, and asked gitlab.com for a reset. The Portal has no passwords.',
			(past) => {
				member(past, 'jana');
				past.mailed('jana@example.com', 'Reset password instructions', 2);
			},
		),
		command: '/confirm portal jana@example.com mail:reset ticket:4769',
	},
	story(
		4770,
		'karl@example.com',
		'Our server shows nothing from you',
		'The mail server of Karl’s company refuses the Portal’s mail.',
		(past) => {
			member(past, 'karl', {confirmedAt: undefined});
			past.mailgun.setRecipient('karl@example.com', {kind: 'block', code: 554, enhancedCode: '5.7.1', text: 'Refused by our policy'});
			mailed(past, 'karl@example.com', 3);
		},
	),
	story(4771, 'lucia@example.com', 'Nothing for an hour', 'Lucia’s mail server asks the Portal to come back later.', (past) => {
		member(past, 'lucia', {confirmedAt: undefined});
		past.mailgun.setRecipient('lucia@example.com', {kind: 'defer', code: 451, enhancedCode: '4.7.1', text: 'Greylisted'});
		mailed(past, 'lucia@example.com', 1);
	}),
	story(4772, 'milan@example.com', 'The link of yesterday is dead', 'Milan opened the Portal’s mail too late.', (past) => {
		member(past, 'milan', {confirmedAt: undefined});
		mailed(past, 'milan@example.com', 30);
	}),
	story(4773, 'noor@example.com', 'You never sent the link', 'The Portal did, and Noor’s mail server took it.', (past) => {
		member(past, 'noor', {confirmedAt: undefined});
		mailed(past, 'noor@example.com', 0.5);
	}),
	story(
		4774,
		'olga@example.com',
		'How do I get in?',
		`Nothing is wrong with Olga’s account. ${look} Then tell her how to sign in.`,
		(past) => member(past, 'olga'),
	),
];

import type {Clock} from '../../model/clock.ts';
import type {FaultBoard} from '../faults.ts';
import {type SimulatedAnswer, type SimulatedRequest, serve} from '../http.ts';
import {adminPage, confirmationPage, type LinkedAccount, noPage, type PortalCustomer, signInPage, thanksPage} from './pages.ts';

export interface PortalSimulator {
	/** `http://127.0.0.1:PORT` */
	readonly origin: string;
	readonly addCustomer: (customer: PortalCustomer) => void;
	readonly customers: () => readonly PortalCustomer[];
	readonly close: () => Promise<void>;
}

export interface PortalSimulatorOptions {
	readonly faults: FaultBoard;
	readonly clock: Clock;
	readonly mailDomain: string;
	/** Gets what the Portal mails. */
	readonly sendMail: (mail: {domain: string; from: string; to: string; subject: string; text: string; at: Date}) => unknown;
	/** GitLab's accounts, which its accounts are linked to. */
	readonly gitlabAccounts: () => readonly LinkedAccount[];
}

/**
 * The pages of the Customers Portal on 127.0.0.1: its admin page to read, and its forms for confirmations and sign-in links. The Portal's
 * source is closed: the pages are ours, their addresses are its own (GitLab's doc/subscriptions/billing_account.md). It has no API.
 */
export async function createPortalSimulator(options: PortalSimulatorOptions): Promise<PortalSimulator> {
	const customers: PortalCustomer[] = [];
	const {faults} = options;
	const server = await serve({service: 'portal', faults, handle: (request) => answer(options, customers, request)});
	return {
		origin: server.origin,
		addCustomer: (customer) => {
			customers.push(customer);
		},
		customers: () => [...customers],
		close: server.close,
	};
}

function answer(
	options: PortalSimulatorOptions,
	customers: readonly PortalCustomer[],
	{method, path, body}: SimulatedRequest,
): SimulatedAnswer {
	const wanted = new URLSearchParams(body.toString()).get('email')?.trim().toLowerCase();
	const customer = customers.find(({email}) => email.toLowerCase() === wanted);
	switch (`${method} ${path}`) {
		case 'GET /admin':
			return adminPage(customers, options.gitlabAccounts());
		case 'GET /customers/sign_in':
			return signInPage();
		case 'GET /customers/confirmation/new':
			return confirmationPage();
		case 'POST /customers/sign_in':
			if (customer?.confirmedAt !== undefined) mail(options, customer, 'Your sign-in link');
			return thanksPage();
		case 'POST /customers/confirmation':
			if (customer !== undefined && customer.confirmedAt === undefined) mail(options, customer, 'Confirmation instructions');
			return thanksPage();
		default:
			return noPage();
	}
}

/** Nobody learns from the page whether a mail went out. */
function mail(
	{sendMail, mailDomain: domain, clock}: PortalSimulatorOptions,
	{email, loginActivated}: PortalCustomer,
	subject: string,
): void {
	if (!loginActivated) return;
	const text = `Hello,\n\nplease go on here:\n\nhttps://customers.example.com/customers/sign_in?token=sandbox-token\n\nThe link works for 24 hours.`;
	sendMail({domain, from: `Customers Portal <portal@${domain}>`, to: email, subject, text, at: clock()});
}

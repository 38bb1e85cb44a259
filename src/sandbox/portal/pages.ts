import type {SimulatedAnswer} from '../http.ts';

/** An account of the Customers Portal, as its admin page shows it. */
export interface PortalCustomer {
	readonly email: string;
	readonly confirmedAt: Date | undefined;
	/** Unchecked: no access, no mail. */
	readonly loginActivated: boolean;
	/** Who sold it; undefined: nobody but the company itself. */
	readonly reseller?: string;
	/** The username of the GitLab account that it is linked to. */
	readonly linkedTo?: string;
}

/** A GitLab account with all its addresses. */
export interface LinkedAccount {
	readonly id: number;
	readonly username: string;
	readonly emails: readonly {readonly email: string}[];
}

export const signInPage = () => page('Sign in', form('/customers/sign_in', 'Send sign-in link'));
export const confirmationPage = () =>
	page('Resend confirmation instructions', form('/customers/confirmation', 'Resend confirmation instructions'));
export const thanksPage = () => page('Thank you', '<p>If the account exists, a mail is on its way.</p>');
export const noPage = () => ({...page('Not found', '<p>There is no such page.</p>'), status: 404});

/** The list of customers, with what the tabs of each show. */
export function adminPage(customers: readonly PortalCustomer[], accounts: readonly LinkedAccount[]): SimulatedAnswer {
	const titles = ['Email', 'Confirmed at (Show)', 'Login activated (Edit)', 'Reseller (Edit)', 'Linked account (GitLab Groups)'];
	const rows = customers.map((customer) => [
		customer.email,
		customer.confirmedAt?.toISOString().slice(0, 10) ?? '',
		customer.loginActivated ? '☑' : '☐',
		customer.reseller ?? '',
		linkWords(accounts.find(({username}) => username === customer.linkedTo)),
	]);
	const cells = (words: readonly string[], tag: string) => words.map((word) => `<${tag}>${escapeHtml(word)}</${tag}>`).join('');
	const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
	return page(
		'Customers',
		`<table border="1" cellpadding="6"><thead><tr>${cells(titles, 'th')}</tr></thead><tbody>${body}</tbody></table>`,
	);
}

function linkWords(account: LinkedAccount | undefined): string {
	return account === undefined ? '' : `Uid ${account.id}, @${account.username}: ${account.emails.map(({email}) => email).join(', ')}`;
}

function form(action: string, label: string): string {
	return `<form action="${action}" method="post"><label>Email <input name="email" type="email" required></label> <button>${label}</button></form>`;
}

function page(title: string, body: string): SimulatedAnswer {
	const text = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title} · Customers Portal</title></head><body><h1>${title}</h1>${body}</body></html>`;
	return {status: 200, headers: {'content-type': 'text/html; charset=utf-8'}, text};
}

function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

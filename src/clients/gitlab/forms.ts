import {ServiceUnavailable} from '../../model/errors.ts';
import type {FormKind} from '../../model/send-again.ts';
import type {AccountForms, FormAnswer} from '../../workflows/ports.ts';
import type {Answer, Send} from '../http.ts';
import {service, unreadable} from './sdk.ts';

export interface FormsAccess {
	readonly baseUrl: string;
	/** Hands redirects over: where one leads is all that GitLab tells. */
	readonly send: Send;
}

/** Source: app/controllers/{confirmations,passwords}_controller.rb; the dashboard is where a soft confirmation setting leads. */
const pages: Readonly<Record<FormKind, {readonly shown: string; readonly action: string; readonly leadsTo: readonly string[]}>> = {
	confirmation: {
		shown: '/users/confirmation/new',
		action: '/users/confirmation',
		leadsTo: ['/users/almost_there', '/dashboard', '/dashboard/projects'],
	},
	reset: {shown: '/users/password/new', action: '/users/password', leadsTo: ['/users/sign_in']},
};

/**
 * GitLab's own forms, filled in as a stranger's browser would: there is no API for it. `config.paranoid` makes the answer the same
 * whether or not a mail is sent, so only the redirect to the expected page counts as taken.
 */
export function createAccountForms(access: FormsAccess): AccountForms {
	return {
		post: async (kind, address) => {
			const opened = await openForm(access, kind);
			return 'answer' in opened ? opened : postForm(access, kind, opened, address);
		},
	};
}

/** Only looks. For `doctor`. */
export async function asksForCaptcha(access: FormsAccess, kind: FormKind): Promise<boolean> {
	const opened = await openForm(access, kind);
	if ('answer' in opened && opened.answer === 'turned-away') throw unreadable(opened.status);
	return 'answer' in opened;
}

interface OpenForm {
	readonly cookie: string;
	readonly token: string;
}

/** What goes wrong here goes wrong before anything was asked for. */
async function openForm(access: FormsAccess, kind: FormKind): Promise<OpenForm | FormAnswer> {
	const {shown, action} = pages[kind];
	const answer = await access.send({method: 'GET', url: `${access.baseUrl}${shown}`, headers: {accept: 'text/html'}}).catch(asNeverSent);
	if (answer.status >= 400) return {answer: 'turned-away', status: answer.status};
	const form = findForm(answer.text, pathOf(access, action));
	if (form !== undefined && hasCaptcha(form)) return {answer: 'captcha'};
	const token = form === undefined ? undefined : tokenIn(form);
	if (answer.status !== 200 || token === undefined) throw asNeverSentOnce(unreadable(answer.status));
	const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
	return {cookie: cookies.join('; '), token};
}

function asNeverSent(error: unknown): never {
	throw error instanceof ServiceUnavailable ? asNeverSentOnce(error) : error;
}

function asNeverSentOnce({trouble}: ServiceUnavailable): ServiceUnavailable {
	return new ServiceUnavailable(trouble, {neverSent: true});
}

async function postForm(access: FormsAccess, kind: FormKind, {cookie, token}: OpenForm, address: string): Promise<FormAnswer> {
	const answer = await access.send({
		method: 'POST',
		url: `${access.baseUrl}${pages[kind].action}`,
		headers: {accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', cookie},
		body: new URLSearchParams({authenticity_token: token, 'user[email]': address}).toString(),
	});
	return readAnswer(access, kind, answer);
}

/** A wrong token is a 422, a captcha that nobody solved is the form once more. Anything else leaves it open what GitLab did. */
function readAnswer(access: FormsAccess, kind: FormKind, {status, headers, text}: Answer): FormAnswer {
	if (status >= 400) return {answer: 'turned-away', status};
	const {action, leadsTo} = pages[kind];
	const target = URL.parse(headers.get('location') ?? '', `${access.baseUrl}/`)?.pathname ?? '';
	if (status === 302 && leadsTo.some((path) => pathOf(access, path) === target)) return {answer: 'taken'};
	const form = status === 200 ? findForm(text, pathOf(access, action)) : undefined;
	if (form !== undefined && hasCaptcha(form)) return {answer: 'captcha'};
	throw new ServiceUnavailable({service, cause: 'unreadable', status});
}

/** With the path that GitLab itself may live under. */
function pathOf({baseUrl}: FormsAccess, path: string): string {
	return `${new URL(baseUrl).pathname.replace(/\/$/, '')}${path}`;
}

/** Far more than any form page has. */
const longestPage = 500_000;

/** The HTML of the form that posts there, if the page has one. */
function findForm(html: string, action: string): string | undefined {
	const parts = html.slice(0, longestPage).split(/<form(?=\s)/i);
	const forms = parts.slice(1).map((part) => part.split(/<\/form>/i, 1)[0] ?? '');
	return forms.find((form) => URL.parse(attribute(form.split('>', 1)[0] ?? '', 'action'), 'http://gitlab')?.pathname === action);
}

function hasCaptcha(form: string): boolean {
	return /g-recaptcha|h-captcha|cf-turnstile|data-sitekey/i.test(form);
}

function tokenIn(form: string): string | undefined {
	const inputs = form.split(/<input(?=\s)/i).map((part) => part.split('>', 1)[0] ?? '');
	const token = inputs.find((input) => attribute(input, 'name') === 'authenticity_token');
	return token === undefined ? undefined : attribute(token, 'value');
}

/** Empty when the tag has none. Tokens are base64, so nothing in them is escaped. */
function attribute(tag: string, name: string): string {
	const [, double, single] = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`, 'i').exec(` ${tag}`) ?? [];
	return double ?? single ?? '';
}

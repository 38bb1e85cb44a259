import type {SimulatedAnswer} from '../http.ts';
import {htmlAnswer} from './answers.ts';
import {escapeHtml} from './mails.ts';
import {newCsrfToken, sessionCookie, type WebSession} from './web-sessions.ts';

export interface FormPage {
	readonly title: string;
	/** Where it posts to. */
	readonly action: string;
	readonly button: string;
	/** Filled in already. */
	readonly address?: string;
	readonly hint: string;
	readonly captcha: boolean;
	readonly alert?: string;
}

/** One form with one address, its hidden token, and the captcha where it is switched on. */
export function formPage(session: WebSession, {title, action, button, address, hint, captcha, alert}: FormPage): SimulatedAnswer {
	const value = address === undefined ? '' : ` value="${escapeHtml(address)}"`;
	const form = [
		`<form class="gl-show-field-errors" action="${action}" accept-charset="UTF-8" method="post">`,
		`<input type="hidden" name="authenticity_token" value="${newCsrfToken(session)}" autocomplete="off" />`,
		'<label for="user_email">Email</label>',
		`<input required="required" autocomplete="off" type="email" name="user[email]" id="user_email"${value} />`,
		`<p>${hint}</p>`,
		captcha ? '<div class="g-recaptcha" data-sitekey="invented-site-key"></div>' : '',
		`<button type="submit">${button}</button></form>`,
	];
	return page(session, 200, {title, alert: alert ?? session.flash, body: form.join('')});
}

export function textPage(session: WebSession, status: number, title: string, text: string): SimulatedAnswer {
	return page(session, status, {title, alert: session.flash, body: `<p>${escapeHtml(text)}</p>`});
}

interface Content {
	readonly title: string;
	readonly alert: string | undefined;
	readonly body: string;
}

function page(session: WebSession, status: number, {title, alert, body}: Content): SimulatedAnswer {
	session.flash = undefined;
	const head = [
		'<meta charset="utf-8" />',
		`<title>${escapeHtml(title)}</title>`,
		'<meta name="csrf-param" content="authenticity_token" />',
		`<meta name="csrf-token" content="${newCsrfToken(session)}" />`,
	];
	const note = alert === undefined ? '' : `<div role="alert">${escapeHtml(alert)}</div>`;
	const html = `<!DOCTYPE html><html lang="en"><head>${head.join('')}</head><body><h1>${escapeHtml(title)}</h1>${note}${body}</body></html>`;
	return htmlAnswer(status, html, sessionCookie(session));
}

export function redirect(session: WebSession, url: string): SimulatedAnswer {
	return htmlAnswer(302, `<html><body>Go on at <a href="${url}">the next page</a>.</body></html>`, {
		location: url,
		...sessionCookie(session),
	});
}

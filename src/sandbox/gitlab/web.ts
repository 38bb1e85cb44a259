import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {htmlAnswer, withHeaders} from './answers.ts';
import {type ConfirmationOutcome, followConfirmation, followSecondaryConfirmation, requestConfirmation} from './confirmations.ts';
import {isResetLive, requestReset} from './sign-ins.ts';
import type {Throttle} from './throttles.ts';
import {formPage, redirect, textPage} from './web-pages.ts';
import {isCsrfToken, type WebSession, type WebSessions} from './web-sessions.ts';
import type {World} from './world.ts';

export interface Web {
	readonly world: World;
	readonly sessions: WebSessions;
	/** By network address, all protected paths together. */
	readonly protectedPaths: Throttle;
}

interface Visit {
	readonly world: World;
	readonly session: WebSession;
	readonly request: SimulatedRequest;
}

type Page = (visit: Visit) => SimulatedAnswer;

/** Everybody is a stranger here: nobody signs in to the simulator's own pages. */
const pages: Readonly<Record<string, Page>> = {
	'GET /users/confirmation/new': (visit) => confirmationForm.show(visit),
	'POST /users/confirmation': (visit) => postForm(visit, confirmationForm),
	'GET /users/confirmation': (visit) => confirm(visit, followConfirmation),
	'GET /-/profile/emails/confirmation': (visit) => confirm(visit, followSecondaryConfirmation),
	'GET /users/almost_there': ({session}) =>
		textPage(session, 200, 'Almost there', 'Please look into your mailbox to confirm your account.'),
	'GET /users/password/new': (visit) => resetForm.show(visit),
	'POST /users/password': (visit) => postForm(visit, resetForm),
	'GET /users/password/edit': (visit) => newPasswordPage(visit),
	'GET /users/sign_in': ({session}) => textPage(session, 200, 'Sign in', 'Nobody signs in to this simulator.'),
};

/** Posts to these are counted whether they succeed or not. Source: GitLab's protected paths. */
const protectedPath = /^\/users(\/(password|sign_in|confirmation)|$)/;

export function answerWeb({world, sessions, protectedPaths}: Web, request: SimulatedRequest): SimulatedAnswer {
	const isCounted = request.method === 'POST' && protectedPath.test(request.path);
	const reading = isCounted ? protectedPaths.count('127.0.0.1') : undefined;
	if (reading?.permitted === false) return reading.refused;
	const page = pages[`${request.method} ${request.path}`];
	if (page === undefined) return htmlAnswer(404, '<!DOCTYPE html><html lang="en"><body><h1>404: Page not found</h1></body></html>');
	const answer = page({world, session: sessions.open(request), request});
	return withHeaders(answer, reading?.headers ?? {});
}

interface Form {
	readonly show: (visit: Visit, alert?: string) => SimulatedAnswer;
	/** What it does with an address, in silence. */
	readonly request: (world: World, address: string) => void;
	readonly after: (visit: Visit) => SimulatedAnswer;
}

const captchaFailed = 'There was an error with the reCAPTCHA. Please solve the reCAPTCHA again.';

/**
 * Token first, captcha second; after that the answer is the same whatever the address is.
 * A program cannot solve the captcha: with it, every post is shown the form again.
 */
function postForm(visit: Visit, form: Form): SimulatedAnswer {
	const fields = readForm(visit.request);
	const token = fields.get('authenticity_token') ?? visit.request.headers['x-csrf-token'];
	if (typeof token !== 'string' || !isCsrfToken(visit.session, token) || isFromElsewhere(visit)) return staleForm;
	const address = fields.get('user[email]') ?? '';
	if (address !== '' && visit.world.captcha) return form.show(visit, captchaFailed);
	form.request(visit.world, address);
	return form.after(visit);
}

/** A browser says where a form stood; who says nothing is let pass. Source: Rails, `forgery_protection_origin_check`. */
function isFromElsewhere({world, request}: Visit): boolean {
	const {origin} = request.headers;
	return origin !== undefined && origin !== world.origin;
}

const staleForm = htmlAnswer(422, '<!DOCTYPE html><html lang="en"><body><h1>422: The change you requested was rejected</h1></body></html>');

/** Of several fields of one name the last counts, as in Rack. A list (`user[email][]`) is no address. */
function readForm({body, headers}: SimulatedRequest): ReadonlyMap<string, string> {
	const isForm = /^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? '');
	return new Map(isForm ? new URLSearchParams(body.toString('utf8')) : []);
}

const confirmationForm: Form = {
	show: ({world, session}, alert) =>
		formPage(session, {
			title: 'Resend confirmation instructions',
			action: '/users/confirmation',
			button: 'Resend',
			hint: 'Your primary address. Secondary addresses are confirmed from your profile.',
			captcha: world.captcha,
			...(alert === undefined ? {} : {alert}),
		}),
	request: requestConfirmation,
	after: ({world, session}) => {
		const path = world.settings.emailConfirmation === 'soft' ? '/dashboard/projects' : '/users/almost_there';
		return redirect(session, `${world.origin}${path}`);
	},
};

const resetForm: Form = {
	show: ({world, session, request}, alert) => {
		const address = request.query.get('user_email');
		return formPage(session, {
			title: 'Reset password',
			action: '/users/password',
			button: 'Reset password',
			hint: 'Your primary address, or a secondary one that is confirmed.',
			captcha: world.captcha,
			...(address === null ? {} : {address}),
			...(alert === undefined ? {} : {alert}),
		});
	},
	request: requestReset,
	after: ({world, session}) => {
		session.flash =
			'If your email address exists in our database, you will receive a password recovery link at your email address in a few minutes.';
		return redirect(session, `${world.origin}/users/sign_in`);
	},
};

const failures: Readonly<Record<Exclude<ConfirmationOutcome, 'confirmed'>, string>> = {
	unknown: 'Confirmation token is invalid',
	expired: 'Email needs to be confirmed within 1 day, please request a new one',
	'already-confirmed': 'Email was already confirmed, please try signing in',
	taken: 'Email has already been taken',
};

function confirm({world, session, request}: Visit, follow: (world: World, token: string) => ConfirmationOutcome): SimulatedAnswer {
	const outcome = follow(world, request.query.get('confirmation_token') ?? '');
	if (outcome !== 'confirmed') return textPage(session, 422, 'Resend confirmation instructions', failures[outcome]);
	session.flash = 'Your email address has been successfully confirmed. Please sign in.';
	return redirect(session, `${world.origin}/users/sign_in`);
}

function newPasswordPage({world, session, request}: Visit): SimulatedAnswer {
	if (isResetLive(world, request.query.get('reset_password_token') ?? '')) {
		return textPage(session, 200, 'Change your password', 'The link is good. This simulator keeps no passwords.');
	}
	session.flash = 'Your password reset token has expired.';
	return redirect(session, `${world.origin}/users/password/new`);
}

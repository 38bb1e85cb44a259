import type {SimulatedAnswer} from '../http.ts';
import {changeAccount, isAddressTaken, sameText} from './accounts.ts';
import {jsonAnswer, noContent, notFound, refusal} from './answers.ts';
import {requireAdministrator} from './auth.ts';
import {addSecondary} from './confirmations.ts';
import {answerPage} from './pages.ts';
import {optionalFlag, optionalInteger, requiredText} from './params.ts';
import type {Call} from './routes.ts';
import {livePin} from './sign-ins.ts';
import {emailEntity} from './user-entities.ts';
import {accountAsked, isAddress} from './user-routes.ts';

export function listEmails(call: Call): SimulatedAnswer {
	requireAdministrator(call.caller);
	return answerPage({...call, rows: accountAsked(call).user.emails, show: emailEntity});
}

/** Mails a confirmation to the address, unless it is told to skip that, and a notice to the owner. */
export function createEmail(call: Call): SimulatedAnswer {
	const {world, params} = call;
	const email = requiredText(params, 'email');
	const skipConfirmation = optionalFlag(params, 'skip_confirmation');
	requireAdministrator(call.caller);
	const account = accountAsked(call);
	const wrong = [...(email.trim() === '' ? ["can't be blank"] : []), ...(isAddress(email) ? [] : ['is invalid'])];
	if (wrong.length > 0) throw refusal(400, {email: wrong});
	if (isAddressTaken(world, email.trim(), account.user.id)) throw refusal(400, {email: ['has already been taken']});
	return jsonAnswer(201, emailEntity(addSecondary(world, account, email.trim(), {skipConfirmation})));
}

/** GitLab raises an error without a name for the primary address. Source: Emails::DestroyService. */
export function deleteEmail(call: Call): SimulatedAnswer {
	const {world, params} = call;
	const emailId = optionalInteger(params, 'email_id');
	requireAdministrator(call.caller);
	const account = accountAsked(call);
	const {user} = account;
	const row = user.emails.find(({id}) => id === emailId);
	if (row === undefined) throw notFound('Email');
	if (sameText(row.email, user.email)) throw refusal(500, '500 Internal Server Error');
	changeAccount(world, account, {emails: user.emails.filter(({id}) => id !== row.id)});
	return noContent;
}

export function showSupportPin(call: Call): SimulatedAnswer {
	requireAdministrator(call.caller);
	const live = livePin(call.world, accountAsked(call).user);
	if (live === undefined) throw notFound('Support PIN not found or expired');
	return jsonAnswer(200, {pin: live.pin, expires_at: live.expiresAt});
}

/** Accepted with 202; what the body then holds is promised nowhere. */
export function revokeSupportPin(call: Call): SimulatedAnswer {
	requireAdministrator(call.caller);
	const account = accountAsked(call);
	if (livePin(call.world, account.user) === undefined) throw notFound('Support PIN not found or already expired');
	changeAccount(call.world, account, {supportPin: null});
	return jsonAnswer(202, null);
}

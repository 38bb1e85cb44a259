import type {SimulatedAnswer} from '../http.ts';
import {jsonAnswer, unauthorized} from './answers.ts';
import {requireAdministrator} from './auth.ts';
import type {Call} from './routes.ts';
import {publicUser, userWithAdmin} from './user-entities.ts';

/** A few of the many keys. A token that only reads users is refused, administrator or not. */
export function showSettings({world, caller}: Call): SimulatedAnswer {
	requireAdministrator(caller);
	const {deleteUnconfirmedAfterDays: days, emailConfirmation} = world.settings;
	const deletes = Number.isFinite(days);
	return jsonAnswer(200, {
		id: 1,
		email_confirmation_setting: emailConfirmation,
		delete_unconfirmed_users: deletes,
		unconfirmed_users_delete_after_days: deletes ? days : 7,
		require_email_verification_on_account_locked: true,
		recaptcha_enabled: world.captcha,
		max_login_attempts: 3,
		password_authentication_enabled_for_web: true,
	});
}

export function showCaller({world, caller}: Call): SimulatedAnswer {
	if (caller === undefined) throw unauthorized();
	const show = caller.isAdministrator ? userWithAdmin : publicUser;
	return jsonAnswer(200, show(world, caller.owner.user));
}

/** Every token may look at itself, whatever its scopes. */
export function showToken({world, caller}: Call): SimulatedAnswer {
	if (caller === undefined) throw unauthorized();
	const {token, owner} = caller;
	return jsonAnswer(200, {
		id: owner.user.id,
		name: owner.user.username,
		revoked: false,
		created_at: owner.user.createdAt,
		description: null,
		scopes: token.scopes,
		user_id: owner.user.id,
		last_used_at: world.clock(),
		active: true,
		expires_at: null,
		last_used_ips: ['127.0.0.1'],
	});
}

export function showVersion({caller}: Call): SimulatedAnswer {
	if (caller === undefined) throw unauthorized();
	return jsonAnswer(200, {version: '18.9.0', revision: '6714c913'});
}

import type {SimulatedAnswer} from '../http.ts';
import {jsonAnswer} from './answers.ts';
import type {World} from './world.ts';

/** `GET /v4/domains/{domain}`: proves key, region and domain at once, and tells how long messages are kept (seconds). */
export function getDomain(world: World, name: string): SimulatedAnswer {
	const record = (host: string, type: string, value: string) => ({
		is_active: true,
		cached: [value],
		name: host,
		record_type: type,
		valid: 'valid',
		value,
	});
	const exchange = {is_active: true, cached: ['10 mxa.mailgun.org'], priority: '10', record_type: 'MX', valid: 'valid'};
	return jsonAnswer(200, {
		domain: {
			created_at: 'Thu, 13 Oct 2022 18:02:00 GMT',
			id: '5c1f09e2a7d84b36905e1f72',
			is_disabled: false,
			name,
			require_tls: false,
			skip_verification: false,
			smtp_login: `postmaster@${name}`,
			spam_action: 'disabled',
			state: 'active',
			type: 'custom',
			use_automatic_sender_security: true,
			web_prefix: 'email',
			web_scheme: 'https',
			wildcard: false,
			encrypt_incoming_message: false,
			message_ttl: world.settings.messageTtlSeconds,
		},
		receiving_dns_records: [{...exchange, value: 'mxa.mailgun.org'}],
		sending_dns_records: [record(name, 'TXT', 'v=spf1 include:mailgun.org ~all'), record(`email.${name}`, 'CNAME', 'mailgun.org')],
	});
}

export function getQueues(): SimulatedAnswer {
	return jsonAnswer(200, {regular: {is_disabled: false}, scheduled: {is_disabled: false}});
}

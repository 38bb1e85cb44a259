import {createTransport} from './clients/http.ts';
import {zendeskLane} from './clients/zendesk/api.ts';
import type {ZendeskAccess, ZendeskCredentials} from './clients/zendesk/authorization.ts';
import {createTickets} from './clients/zendesk/tickets.ts';
import type {Config} from './config.ts';
import type {Clock} from './model/clock.ts';
import type {OnCall} from './sources.ts';
import type {Tickets} from './workflows/ports.ts';

/** The way to Zendesk; undefined when the configuration names none. */
export function zendeskAccess(config: Config, clock: Clock, onCall: OnCall): ZendeskAccess | undefined {
	const {ZENDESK_URL: baseUrl} = config;
	const credentials = credentialsOf(config);
	if (baseUrl === undefined || credentials === undefined) return undefined;
	const send = createTransport({service: 'Zendesk', origins: [new URL(baseUrl).origin], clock, laneOf: zendeskLane, onCall});
	return {baseUrl, credentials, send, clock};
}

function credentialsOf(config: Config): ZendeskCredentials | undefined {
	const {ZENDESK_CLIENT_ID: clientId, ZENDESK_CLIENT_SECRET: clientSecret, ZENDESK_EMAIL: email, ZENDESK_API_TOKEN: token} = config;
	if (clientId !== undefined && clientSecret !== undefined) return {kind: 'oauth', clientId, clientSecret};
	return email === undefined || token === undefined ? undefined : {kind: 'api-token', email, token};
}

export function buildTickets(config: Config, access: ZendeskAccess | undefined): Tickets | undefined {
	if (access === undefined) return undefined;
	const fields = {
		problemType: config.ZENDESK_PROBLEM_TYPE_FIELD,
		category: config.ZENDESK_CATEGORY_FIELD,
		subcategory: config.ZENDESK_SUBCATEGORY_FIELD,
		address: config.ZENDESK_ADDRESS_FIELD,
	};
	return createTickets({...access, fields});
}

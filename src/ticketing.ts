import {createTransport} from './clients/http.ts';
import {zendeskLane} from './clients/zendesk/api.ts';
import type {ZendeskAccess, ZendeskCredentials} from './clients/zendesk/authorization.ts';
import {createTickets} from './clients/zendesk/tickets.ts';
import type {Config} from './config.ts';
import type {Clock} from './model/clock.ts';
import type {TriageRules} from './model/ticket-triage.ts';
import type {OnCall} from './sources.ts';
import type {Tickets} from './workflows/ports.ts';
import type {ReplyMacros} from './workflows/reply-to-ticket.ts';

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

/** The tickets, and what the configuration says about them. */
export function buildTicketing(config: Config, access: ZendeskAccess | undefined) {
	return {tickets: buildTickets(config, access), triage: triageRules(config), macros: macrosOf(config)};
}

function triageRules(config: Config): TriageRules {
	const accepted = (field: string | undefined, values: readonly string[] | undefined) => (field === undefined ? undefined : values);
	return {
		form: config.ZENDESK_FORM_ID,
		portalForm: config.ZENDESK_PORTAL_FORM_ID,
		problemType: accepted(config.ZENDESK_PROBLEM_TYPE_FIELD, config.ZENDESK_PROBLEM_TYPE_VALUE),
		category: accepted(config.ZENDESK_CATEGORY_FIELD, config.ZENDESK_CATEGORY_VALUE),
		subcategory: accepted(config.ZENDESK_SUBCATEGORY_FIELD, config.ZENDESK_SUBCATEGORY_VALUE),
		namesAddress: config.ZENDESK_ADDRESS_FIELD !== undefined,
	};
}

function macrosOf(config: Config): ReplyMacros {
	const macros = [
		{step: 'reply-no-account', macro: config.ZENDESK_MACRO_NO_ACCOUNT},
		{step: 'ask-which-gitlab', macro: config.ZENDESK_MACRO_WHICH_GITLAB},
	] as const;
	return new Map(macros.flatMap(({step, macro}) => (macro === undefined ? [] : [[step, macro] as const])));
}

function buildTickets(config: Config, access: ZendeskAccess | undefined): Tickets | undefined {
	if (access === undefined) return undefined;
	const fields = {
		problemType: config.ZENDESK_PROBLEM_TYPE_FIELD,
		category: config.ZENDESK_CATEGORY_FIELD,
		subcategory: config.ZENDESK_SUBCATEGORY_FIELD,
		address: config.ZENDESK_ADDRESS_FIELD,
	};
	return createTickets({...access, fields});
}

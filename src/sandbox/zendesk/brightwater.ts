import type {Clock} from '../../model/clock.ts';
import type {FaultBoard} from '../faults.ts';
import {createZendeskSimulator} from './simulator.ts';
import type {ZendeskSimulator} from './types.ts';

const client = {id: 'redeliver-sandbox', secret: 'sandbox-zendesk-client-secret', actsAs: 'redeliver@brightwater.example.com'} as const;
/** The signing secret of the trigger's webhook. */
export const webhookSecret = 'sandbox-zendesk-webhook-secret';
/** Their numbers. */
export const forms = {gitlab: 360000803379, portal: 360000071293} as const;
const fields = {problemType: 360011793260, category: 360020000001, subcategory: 360020000002, address: 360020000003} as const;
const macros = {noAccount: 360030000001, whichGitlab: 360030000002} as const;

/** How Brightwater set up its Zendesk: two forms, four fields, two macros. */
export function openBrightwaterZendesk({faults, clock}: {readonly faults: FaultBoard; readonly clock: Clock}): Promise<ZendeskSimulator> {
	return createZendeskSimulator({
		faults,
		clock,
		staff: [{email: client.actsAs, role: 'agent'}],
		clients: [client],
		webhookSecret,
		forms: [
			{id: forms.gitlab, name: 'SaaS Account'},
			{id: forms.portal, name: 'License and Renewals'},
		],
		fields: [
			{id: fields.problemType, title: 'Problem type', type: 'tagger', options: ['did_not_receive_confirmation_email', 'other_problem']},
			{id: fields.category, title: 'Category', type: 'tagger', options: ['cannot_receive_emails', 'cannot_sign_in']},
			{id: fields.subcategory, title: 'Subcategory', type: 'tagger', options: ['cannot_get_confirmation_emails', 'cannot_get_codes']},
			{id: fields.address, title: 'Impacted email address', type: 'text'},
		],
		macros: [
			{
				id: macros.noAccount,
				title: 'Account does not exist',
				comment: {body: 'We found no account with this address. Did you register with another one?', isPublic: true},
				status: 'pending',
			},
			{
				id: macros.whichGitlab,
				title: 'Verify account self-managed or .com',
				comment: {body: 'Is your account on GitLab.com, or on a GitLab of your own?', isPublic: true},
				status: 'pending',
			},
		],
	});
}

/** What a ticket of this form says that is sorted as it should be. */
export function triagedFor(formId: number, address: string) {
	const values = new Map<number, string>([
		[fields.problemType, 'did_not_receive_confirmation_email'],
		[fields.category, 'cannot_receive_emails'],
		[fields.subcategory, 'cannot_get_confirmation_emails'],
		[fields.address, address],
	]);
	return {formId, fields: values};
}

/** With which a bot finds all this. */
export function zendeskEnvironment({origin}: ZendeskSimulator): Readonly<Record<string, string>> {
	return {
		ZENDESK_URL: origin,
		ZENDESK_CLIENT_ID: client.id,
		ZENDESK_CLIENT_SECRET: client.secret,
		ZENDESK_FORM_ID: String(forms.gitlab),
		ZENDESK_PORTAL_FORM_ID: String(forms.portal),
		ZENDESK_PROBLEM_TYPE_FIELD: String(fields.problemType),
		ZENDESK_PROBLEM_TYPE_VALUE: 'did_not_receive_confirmation_email',
		ZENDESK_CATEGORY_FIELD: String(fields.category),
		ZENDESK_CATEGORY_VALUE: 'cannot_receive_emails',
		ZENDESK_SUBCATEGORY_FIELD: String(fields.subcategory),
		ZENDESK_SUBCATEGORY_VALUE: 'cannot_get_confirmation_emails',
		ZENDESK_ADDRESS_FIELD: String(fields.address),
		ZENDESK_MACRO_NO_ACCOUNT: String(macros.noAccount),
		ZENDESK_MACRO_WHICH_GITLAB: String(macros.whichGitlab),
	};
}

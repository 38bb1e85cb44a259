import type {Config} from '../config.ts';
import {type Check, Wrong} from './check.ts';

export function automationCheck(config: Config): Check {
	return {
		subject: 'AUTOMATION',
		mend: 'Name the form, or fields with their values, of these tickets: ZENDESK_FORM_ID, ZENDESK_CATEGORY_FIELD and the others.',
		look: async () => lookIntoAutomation(config),
	};
}

/** What the automation is set up for. Whether a manager has stopped it stands in the database: `/suppression automation` tells it. */
function lookIntoAutomation(config: Config): string {
	if (config.AUTOMATION === 'off') return 'off (set AUTOMATION to suggest or act, with ZENDESK_WEBHOOK_SECRET and SLACK_SUPPORT_CHANNEL)';
	const triage = [
		config.ZENDESK_FORM_ID,
		config.ZENDESK_PROBLEM_TYPE_FIELD && config.ZENDESK_PROBLEM_TYPE_VALUE,
		config.ZENDESK_CATEGORY_FIELD && config.ZENDESK_CATEGORY_VALUE,
		config.ZENDESK_SUBCATEGORY_FIELD && config.ZENDESK_SUBCATEGORY_VALUE,
	];
	if (triage.every((rule) => rule === undefined))
		throw new Wrong('Nothing tells which tickets are about missing mail, so every one is left alone.');
	return `${config.AUTOMATION}: takes the webhook at /webhooks/zendesk`;
}

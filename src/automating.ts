import type {Kysely} from 'kysely';
import type {Config} from './config.ts';
import {createAutomationTelling} from './slack/automation/telling.ts';
import type {Posting} from './slack/posting.ts';
import type {AuditStore} from './store/audit-trail.ts';
import {createAutomation} from './store/automation.ts';
import {createDialogs} from './store/dialogs.ts';
import type {Schema} from './store/schema.ts';

export interface AutomatingParts {
	readonly config: Config;
	readonly db: Kysely<Schema>;
	readonly audit: AuditStore;
	readonly posting: Pick<Posting, 'post'>;
}

/** What looks at tickets need of the configuration and of the store. */
export function buildAutomating({config, db, audit, posting}: AutomatingParts) {
	const links = {gitlabUrl: config.GITLAB_URL, postsForms: config.GITLAB_RESEND === 'form', ticketSystem: config.ZENDESK_URL};
	return {
		automation: createAutomation(db, audit),
		automationMode: config.AUTOMATION,
		supportChannel: config.SLACK_SUPPORT_CHANNEL,
		tellAutomation: createAutomationTelling({posting, dialogs: createDialogs(db), links}),
	};
}

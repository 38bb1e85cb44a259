import {createHmac} from 'node:crypto';
import type {Kysely} from 'kysely';
import {createAccountForms} from './clients/gitlab/forms.ts';
import {createStoredMessages} from './clients/mailgun/stored-messages.ts';
import {createUploading} from './clients/slack-directory/web.ts';
import type {Config} from './config.ts';
import type {Logger} from './logger.ts';
import {kindOf, type MailKind, type MailKindRow, subjectsOf} from './model/mail-kind.ts';
import {type Clients, storageOrigins} from './outside.ts';
import {createAnnouncements} from './slack/announcements.ts';
import {createPosting, usualPause} from './slack/posting.ts';
import type {AuditStore} from './store/audit-trail.ts';
import {createFormPosts} from './store/form-posts.ts';
import {createRequests} from './store/requests.ts';
import {createResends} from './store/resends.ts';
import type {Schema} from './store/schema.ts';
import {createShownMessages} from './store/shown-messages.ts';
import {createWatches} from './store/watches.ts';
import type {Directory} from './workflows/ports.ts';

export interface ResendingParts {
	readonly config: Config;
	readonly clients: Clients;
	readonly db: Kysely<Schema>;
	readonly audit: AuditStore;
	/** `AUDIT_KEY`. */
	readonly key: string;
	readonly directory: Directory;
	readonly kinds: readonly MailKindRow[];
	readonly logger: Logger;
	/** In milliseconds, between two messages in a channel. Default: what Slack asks for. */
	readonly postPause?: number | undefined;
}

/** What reading, resending and approving need of the outside and of the store. */
export function buildResending({config, clients, db, audit, key, directory, kinds, logger, postPause = usualPause}: ResendingParts) {
	const posting = createPosting(clients.web, postPause, createUploading(clients.slackSend));
	return {
		posting,
		announcements: createAnnouncements({
			web: clients.web,
			posting,
			directory,
			auditChannel: config.SLACK_AUDIT_CHANNEL,
			approvalsChannel: config.SLACK_APPROVALS_CHANNEL,
			managersGroup: config.SLACK_MANAGERS_USERGROUP,
			managers: config.SLACK_MANAGERS ?? [],
			gitlabDomain: config.MAILGUN_DOMAIN,
			log: logger,
		}),
		stored: createStoredMessages({
			baseUrl: config.MAILGUN_URL,
			apiKey: config.MAILGUN_RESEND_API_KEY ?? config.MAILGUN_API_KEY,
			sendingDomains: config.sendingDomains,
			storageOrigins: storageOrigins(config),
			send: clients.storageSend,
		}),
		requests: createRequests({db, audit, seal: (text) => createHmac('sha256', key).update(`request:${text}`).digest('hex')}),
		resends: createResends(db, audit),
		forms: config.GITLAB_RESEND === 'form' ? createAccountForms({baseUrl: config.GITLAB_URL, send: clients.formsSend}) : undefined,
		posts: createFormPosts(db, audit),
		shown: createShownMessages(db),
		watches: createWatches(db, audit),
		resendSubjects: config.RESEND_SUBJECTS,
		sendingDomains: config.sendingDomains,
		logDays: config.MAILGUN_LOG_DAYS,
		logLag: config.LOG_LAG,
		approvalLife: config.APPROVAL_TTL,
		ticketSystem: config.ZENDESK_URL,
		hasManagers: config.SLACK_MANAGERS !== undefined || config.SLACK_MANAGERS_USERGROUP !== undefined,
		meaningOf: (sendingDomain: string, subject: string) => {
			const row = kindOf(kinds, sendingDomain === config.MAILGUN_DOMAIN ? 'gitlab' : 'portal', subject);
			return {kind: row?.kind ?? ('other' as const), life: row?.life};
		},
		subjectsOf: (sendingDomain: string, kind: MailKind) =>
			subjectsOf(kinds, sendingDomain === config.MAILGUN_DOMAIN ? 'gitlab' : 'portal', kind),
	};
}

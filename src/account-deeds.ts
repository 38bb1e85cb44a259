import type {Kysely} from 'kysely';
import {createIssues} from './clients/gitlab/issues.ts';
import {createSupportPins} from './clients/gitlab/support-pin.ts';
import type {Config} from './config.ts';
import type {Clock} from './model/clock.ts';
import type {Sources} from './sources.ts';
import type {AuditStore} from './store/audit-trail.ts';
import {createEscalations} from './store/escalations.ts';
import {createPinMatches} from './store/pin-matches.ts';
import type {Schema} from './store/schema.ts';
import type {Issues} from './workflows/ports.ts';

export interface AccountDeedsParts {
	readonly config: Config;
	readonly clients: Pick<Sources, 'gitlabSend'>;
	readonly db: Kysely<Schema>;
	readonly audit: AuditStore;
	readonly clock: Clock;
}

/** What console escalations and Support PINs need of GitLab and of the store. */
export function buildAccountDeeds({config, clients, db, audit, clock}: AccountDeedsParts) {
	const send = clients.gitlabSend;
	return {
		gitlabUrl: config.GITLAB_URL,
		issues: buildIssues(config, clients),
		escalations: createEscalations(db, audit),
		pins: createSupportPins({baseUrl: config.GITLAB_URL, token: config.GITLAB_TOKEN, send, clock}),
		pinMatches: createPinMatches(db, audit),
	};
}

function buildIssues(config: Config, {gitlabSend: send}: Pick<Sources, 'gitlabSend'>): Issues | undefined {
	const {GITLAB_URL: baseUrl, GITLAB_ESCALATION_PROJECT: project, GITLAB_ESCALATION_TOKEN: token} = config;
	return project === undefined || token === undefined ? undefined : createIssues({baseUrl, project, token, send});
}

import {readIssueProject, readScopes} from './clients/gitlab/issues.ts';
import type {Send} from './clients/http.ts';
import type {Config} from './config.ts';

export interface EscalationLook {
	readonly text: string;
	/** A sentence; undefined: all is well. */
	readonly problem?: string;
}

/** Whether issues can be opened in the project for console requests; shown by reading alone. */
export async function lookIntoEscalations(config: Config, send: Send): Promise<EscalationLook> {
	const {GITLAB_URL: baseUrl, GITLAB_ESCALATION_PROJECT: project, GITLAB_ESCALATION_TOKEN: token} = config;
	if (project === undefined || token === undefined) {
		return {text: 'not configured, so Escalate is off (set GITLAB_ESCALATION_PROJECT and GITLAB_ESCALATION_TOKEN)'};
	}
	const {takesIssues, scopes} = await readIssueProject({baseUrl, project, token, send});
	if (!takesIssues) return {text: '', problem: `The project ${project} takes no issues.`};
	if (!scopes.includes('api')) return {text: '', problem: 'The token has not the scope api, so it can open no issue.'};
	return {text: `opens issues in ${project}`};
}

/** Whether Support PINs can be revoked too, which needs more than reading accounts. */
export async function lookIntoSupportPins({GITLAB_URL: baseUrl, GITLAB_TOKEN: token}: Config, send: Send): Promise<string> {
	const scopes = await readScopes({baseUrl, token, send});
	return scopes.includes('api') ? 'compared and revoked' : 'compared; Revoke PIN is off, because GITLAB_TOKEN has not the scope api';
}

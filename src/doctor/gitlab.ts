import {readsAsAdministrator} from '../clients/gitlab/accounts.ts';
import {asksForCaptcha} from '../clients/gitlab/forms.ts';
import {readIssueProject, readScopes} from '../clients/gitlab/issues.ts';
import type {Send} from '../clients/http.ts';
import type {Config} from '../config.ts';
import {type Check, Wrong} from './check.ts';

export interface GitlabSends {
	readonly gitlabSend: Send;
	readonly formsSend: Send;
}

export function gitlabChecks(config: Config, {gitlabSend, formsSend}: GitlabSends): readonly Check[] {
	return [
		{
			subject: 'GITLAB_TOKEN',
			mend: 'Make a personal access token of an administrator with the scope read_user (with Admin Mode on also admin_mode), and check GITLAB_URL.',
			look: () => lookIntoAccounts(config, gitlabSend),
		},
		{
			subject: 'GITLAB_RESEND',
			mend: 'Set GITLAB_RESEND=link, or switch the captcha off for these forms; check GITLAB_URL.',
			look: () => lookIntoForms(config, formsSend),
		},
		{
			subject: 'Support PIN',
			mend: 'Make a personal access token of an administrator (GITLAB_TOKEN); to revoke PINs it needs the scope api.',
			look: () => lookIntoSupportPins(config, gitlabSend),
		},
		{
			subject: 'GITLAB_ESCALATION_PROJECT',
			mend: 'Check the name group/project, and make a project access token there with the scope api and the role Reporter (GITLAB_ESCALATION_TOKEN).',
			look: () => lookIntoEscalations(config, gitlabSend),
		},
	];
}

async function lookIntoAccounts({GITLAB_URL: baseUrl, GITLAB_TOKEN: token}: Config, send: Send): Promise<string> {
	const sees = await readsAsAdministrator({baseUrl, token, send});
	if (!sees) throw new Wrong('The token is not an administrator’s: it finds no account by its address.');
	return 'reads accounts as an administrator';
}

/** Whether GitLab's forms can be posted, as far as looking at them tells. */
async function lookIntoForms(config: Config, send: Send): Promise<string> {
	if (config.GITLAB_RESEND === 'link') return 'link: agents fill in GitLab’s forms by themselves';
	const access = {baseUrl: config.GITLAB_URL, send};
	const captchas = await Promise.all([asksForCaptcha(access, 'confirmation'), asksForCaptcha(access, 'reset')]);
	if (captchas.includes(true)) throw new Wrong('GitLab’s forms ask for a captcha, which only a person can solve.');
	return 'form: both forms are there, without a captcha';
}

/** Whether Support PINs can be revoked too, which needs more than reading accounts. */
async function lookIntoSupportPins({GITLAB_URL: baseUrl, GITLAB_TOKEN: token}: Config, send: Send): Promise<string> {
	const scopes = await readScopes({baseUrl, token, send});
	return scopes.includes('api') ? 'compared and revoked' : 'compared; Revoke PIN is off, because GITLAB_TOKEN has not the scope api';
}

/** Whether issues can be opened in the project for console requests; shown by reading alone. */
async function lookIntoEscalations(config: Config, send: Send): Promise<string> {
	const {GITLAB_URL: baseUrl, GITLAB_ESCALATION_PROJECT: project, GITLAB_ESCALATION_TOKEN: token} = config;
	if (project === undefined || token === undefined)
		return 'not configured, so Escalate is off (set GITLAB_ESCALATION_PROJECT and GITLAB_ESCALATION_TOKEN)';
	const {takesIssues, scopes} = await readIssueProject({baseUrl, project, token, send});
	if (!takesIssues) throw new Wrong(`The project ${project} takes no issues.`);
	if (!scopes.includes('api')) throw new Wrong('The token has not the scope api, so it can open no issue.');
	return `opens issues in ${project}`;
}

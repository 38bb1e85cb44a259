import {asksForCaptcha} from './clients/gitlab/forms.ts';
import type {Send} from './clients/http.ts';
import type {Config} from './config.ts';

/** Whether GitLab's forms can be posted, as far as looking at them tells. */
export async function lookIntoForms(config: Config, send: Send): Promise<{readonly text: string; readonly problem?: string}> {
	if (config.GITLAB_RESEND === 'link') return {text: 'link: agents fill in GitLab’s forms by themselves'};
	const access = {baseUrl: config.GITLAB_URL, send};
	const captchas = await Promise.all([asksForCaptcha(access, 'confirmation'), asksForCaptcha(access, 'reset')]);
	if (captchas.includes(true)) return {text: '', problem: 'GitLab’s forms ask for a captcha, which only a person can solve.'};
	return {text: 'form: both forms are there, without a captcha'};
}

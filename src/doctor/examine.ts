import {WebAPIPlatformError} from '@slack/web-api';
import type {Config} from '../config.ts';
import {ServiceRefused, ServiceUnavailable} from '../model/errors.ts';
import {troubleWords} from '../model/trouble-words.ts';
import {buildClients} from '../outside.ts';
import {automationCheck} from './automation.ts';
import {type Check, Wrong} from './check.ts';
import {databaseCheck} from './database.ts';
import {gitlabChecks} from './gitlab.ts';
import {mailgunChecks} from './mailgun.ts';
import {slackChecks} from './slack.ts';
import {zendeskCheck} from './zendesk.ts';

export interface Finding {
	readonly subject: string;
	readonly ok: boolean;
	/** What is, or what is wrong and how to mend it. */
	readonly text: string;
}

/** Reads, and only reads, whether everything that the configuration names is there and lets us in. */
export async function examine(config: Config): Promise<readonly Finding[]> {
	const clients = buildClients(config, () => new Date(), {onCall: () => {}});
	const checks = [
		...slackChecks(config, clients.web),
		...mailgunChecks(config, clients),
		...gitlabChecks(config, clients),
		zendeskCheck(config, clients.zendesk),
		automationCheck(config),
		databaseCheck(config),
	];
	return Promise.all(checks.map(run));
}

async function run({subject, look, mend}: Check): Promise<Finding> {
	try {
		return {subject, ok: true, text: await look()};
	} catch (error) {
		return {subject, ok: false, text: `${reasonOf(error)} ${mend}`};
	}
}

function reasonOf(error: unknown): string {
	if (error instanceof Wrong) return error.message;
	if (error instanceof WebAPIPlatformError) return `Slack says ${error.data.error}.`;
	for (let inner = error; inner instanceof Error; inner = inner.cause) {
		if (inner instanceof ServiceUnavailable || inner instanceof ServiceRefused) return troubleWords(inner.trouble);
	}
	return 'It does not answer.';
}

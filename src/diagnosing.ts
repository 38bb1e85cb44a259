import {readFileSync} from 'node:fs';
import {createAccounts} from './clients/gitlab/accounts.ts';
import {createDeliveryLog} from './clients/mailgun/log.ts';
import {createSuppressionLists} from './clients/mailgun/suppression-lists.ts';
import {type Config, ConfigurationError} from './config.ts';
import type {Clock} from './model/clock.ts';
import {type MailKindRow, mailKindsFile, usualMailKinds} from './model/mail-kind.ts';
import type {Sources} from './sources.ts';
import {createGather, type DiagnosisSettings} from './workflows/gather-facts.ts';

/** What a diagnosis needs: the sources of its facts, and the settings that its rules go by. */
export function buildDiagnosing({config, clients, clock}: {readonly config: Config; readonly clients: Sources; readonly clock: Clock}) {
	const mailgun = {
		baseUrl: config.MAILGUN_URL,
		apiKey: config.MAILGUN_API_KEY,
		sendingDomains: config.sendingDomains,
		send: clients.mailgunSend,
	};
	const settings = diagnosisSettings(config);
	const sources = {
		lists: createSuppressionLists(mailgun),
		log: createDeliveryLog(mailgun),
		accounts: createAccounts({baseUrl: config.GITLAB_URL, token: config.GITLAB_TOKEN, send: clients.gitlabSend, clock}),
	};
	return {
		...sources,
		kinds: settings.kinds,
		gather: createGather({...sources, clock, settings}),
		links: {gitlabUrl: config.GITLAB_URL, postsForms: config.GITLAB_RESEND === 'form'},
	};
}

function diagnosisSettings(config: Config): DiagnosisSettings {
	return {
		sendingDomain: config.MAILGUN_DOMAIN,
		kinds: readMailKinds(config.MAIL_KINDS_FILE),
		deletionDays: config.UNCONFIRMED_DELETE_DAYS,
		logDays: config.MAILGUN_LOG_DAYS,
	};
}

function readMailKinds(file: string | undefined): readonly MailKindRow[] {
	if (file === undefined) return usualMailKinds;
	try {
		return mailKindsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		throw new ConfigurationError([
			'MAIL_KINDS_FILE cannot be read: it is a JSON array of rows with domain, subject, kind, life and passes.',
		]);
	}
}

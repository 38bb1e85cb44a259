import {flushCompileCache} from 'node:module';
import {setTimeout as delay} from 'node:timers/promises';
import {closeTransports} from '../clients/http.ts';
import {type Config, parseConfig} from '../config.ts';
import {createLogger} from '../logger.ts';
import {startBot} from '../main.ts';
import {type Command, exits, noArguments} from './command-line.ts';

export const start: Command = async (rest, environment) => {
	noArguments(rest, 'start');
	const config = parseConfig(environment);
	const logger = createLogger({level: config.LOG_LEVEL, secrets: secretsOf(config)});
	try {
		const signal = untilSignal();
		// Asked to stop while it is still starting: what takes longer than this has taken nothing yet.
		const tooLate = signal.then(() => delay(startWithin, undefined, {ref: false}));
		const bot = await Promise.race([startBot({config, logger}), tooLate]);
		// Else it is written at the end only, which a killed process never has.
		flushCompileCache();
		await signal;
		await bot?.stop();
	} finally {
		// Keep-alive connections would hold the process for some seconds.
		await closeTransports();
	}
	return exits.done;
};

function secretsOf(config: Config): readonly (string | undefined)[] {
	return [
		config.SLACK_BOT_TOKEN,
		config.SLACK_SIGNING_SECRET,
		config.SLACK_APP_TOKEN,
		config.MAILGUN_API_KEY,
		config.MAILGUN_RESEND_API_KEY,
		config.GITLAB_TOKEN,
		config.GITLAB_ESCALATION_TOKEN,
		config.ZENDESK_CLIENT_SECRET,
		config.ZENDESK_API_TOKEN,
		config.ZENDESK_WEBHOOK_SECRET,
		config.AUDIT_KEY,
		config.DATABASE_URL,
	];
}

/** In milliseconds, of a process that is to end. */
const startWithin = 5000;

/** SIGTERM is how a platform asks; a second one is not needed, for stopping has its own limit. */
function untilSignal(): Promise<void> {
	return new Promise((resolve) => {
		process.once('SIGTERM', () => resolve());
		process.once('SIGINT', () => resolve());
	});
}

import type {Send} from '../clients/http.ts';
import {createDomainReader} from '../clients/mailgun/domains.ts';
import {createDeliveryLog} from '../clients/mailgun/log.ts';
import {createStoredMessages} from '../clients/mailgun/stored-messages.ts';
import type {Config} from '../config.ts';
import {isResendable} from '../model/approval.ts';
import {storageOrigins} from '../outside.ts';
import type {DeliveryLog, StoredRef} from '../workflows/ports.ts';
import {type Check, Wrong} from './check.ts';

export interface MailgunSends {
	readonly mailgunSend: Send;
	readonly storageSend: Send;
}

export function mailgunChecks(config: Config, sends: MailgunSends): readonly Check[] {
	const {MAILGUN_URL: baseUrl, MAILGUN_API_KEY: apiKey, sendingDomains} = config;
	const access = {baseUrl, apiKey, sendingDomains, send: sends.mailgunSend};
	const domains = createDomainReader(access);
	const log = createDeliveryLog(access);
	return [...sendingDomains.flatMap((name) => [...domainChecks(domains, name), logCheck(log, name)]), storedCheck(config, log, sends)];
}

const day = 86_400_000;

/** The newest page of the last three days: so long Mailgun keeps messages, as a rule. */
async function newestPage(log: DeliveryLog, sendingDomain: string) {
	const now = Date.now();
	return log.page({sendingDomain, since: new Date(now - 3 * day), until: new Date(now)});
}

/** Which roles may read the log, no page of Mailgun's says. */
function logCheck(log: DeliveryLog, name: string): Check {
	return {
		subject: `Mailgun log of ${name}`,
		mend: 'Give MAILGUN_API_KEY a role that reads the logs.',
		look: async () => {
			const {events} = await newestPage(log, name);
			return events.length === 0 ? 'readable; nothing was logged in the last three days' : 'readable';
		},
	};
}

function domainChecks(domains: ReturnType<typeof createDomainReader>, name: string): readonly Check[] {
	return [
		{
			subject: `Mailgun domain ${name}`,
			mend: 'Check MAILGUN_API_KEY, MAILGUN_URL (EU accounts: https://api.eu.mailgun.net) and the name of the domain.',
			look: async () => {
				const {state, messageLife} = await domains.read(name);
				if (state !== 'active') throw new Wrong(`The domain is ${state}.`);
				return messageLife === undefined ? 'active' : `active, keeps messages for ${Math.round(messageLife / 86_400)} days`;
			},
		},
		{
			subject: `Mailgun suppressions of ${name}`,
			mend: 'Give MAILGUN_API_KEY the role Support (or Developer, or Admin).',
			look: async () => {
				await domains.touchBounces(name);
				return 'readable';
			},
		},
	];
}

/** Reading needs the same role as sending, which only sending would show for sure. */
function storedCheck(config: Config, log: DeliveryLog, {storageSend: send}: MailgunSends): Check {
	const {MAILGUN_URL: baseUrl, MAILGUN_API_KEY: apiKey, MAILGUN_RESEND_API_KEY: own, sendingDomains} = config;
	const stored = createStoredMessages({baseUrl, apiKey: own ?? apiKey, sendingDomains, storageOrigins: storageOrigins(config), send});
	const key = own === undefined ? 'MAILGUN_API_KEY, as no other is set' : 'a key of its own';
	return {
		subject: 'MAILGUN_RESEND_API_KEY',
		mend: 'Make a key of the role Developer or Admin in the Mailgun panel under API Security; MAILGUN_STORAGE_ORIGINS allows further hosts of messages.',
		look: async () => {
			const newest = await newestStored(config, log);
			if (newest === undefined) return `${key}; no message was logged lately to try it on`;
			await stored.read(newest);
			return `${key}; reads stored messages`;
		},
	};
}

async function newestStored(config: Config, log: DeliveryLog): Promise<StoredRef | undefined> {
	const {events} = await newestPage(log, config.MAILGUN_DOMAIN);
	const found = events.find(({subject, storageKey}) => storageKey !== undefined && isResendable(subject, config.RESEND_SUBJECTS));
	return found?.storageKey === undefined ? undefined : {...found, storageKey: found.storageKey};
}

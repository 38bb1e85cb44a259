import type {Send} from '../clients/http.ts';
import {createDomainReader} from '../clients/mailgun/domains.ts';
import type {Config} from '../config.ts';
import {type Check, Wrong} from './check.ts';

export function mailgunChecks(config: Config, send: Send): readonly Check[] {
	const {MAILGUN_URL: baseUrl, MAILGUN_API_KEY: apiKey, sendingDomains} = config;
	const domains = createDomainReader({baseUrl, apiKey, sendingDomains, send});
	return [...sendingDomains.flatMap((name) => domainChecks(domains, name)), resendKeyCheck(config, send)];
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

/** Whether the key may send shows only when it sends: its role is nowhere to be read. */
function resendKeyCheck(config: Config, send: Send): Check {
	const apiKey = config.MAILGUN_RESEND_API_KEY ?? config.MAILGUN_API_KEY;
	const domains = createDomainReader({baseUrl: config.MAILGUN_URL, apiKey, sendingDomains: config.sendingDomains, send});
	return {
		subject: 'MAILGUN_RESEND_API_KEY',
		mend: 'Make a key of the role Developer or Admin in the Mailgun panel under API Security.',
		look: async () => {
			await domains.read(config.MAILGUN_DOMAIN);
			if (config.MAILGUN_RESEND_API_KEY !== undefined) return 'accepted; whether its role may send shows at the first resend';
			return 'not set, so MAILGUN_API_KEY is used: resends need the role Developer or Admin';
		},
	};
}

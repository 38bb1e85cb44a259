import {z} from 'zod';
import {createMailgunSdk, type MailgunAccess} from './sdk.ts';

const domainSchema = z.object({
	domain: z.object({state: z.string(), is_disabled: z.boolean().nullish(), message_ttl: z.number().nullish()}),
});
const listSchema = z.object({items: z.array(z.unknown())});

export interface SendingDomain {
	/** `active`, `unverified` or `disabled`. */
	readonly state: string;
	/** How long Mailgun keeps the bodies of messages, in seconds; undefined when it does not say. */
	readonly messageLife: number | undefined;
}

/** What only the account itself can tell about a sending domain. Reading only. */
export function createDomainReader(access: MailgunAccess) {
	const ask = createMailgunSdk(access);
	return {
		/** One call proves key, region and domain. https://documentation.mailgun.net/docs/mailgun/api-reference/send/mailgun/domains */
		read: async (name: string): Promise<SendingDomain> => {
			const {domain} = await ask(domainSchema, (mailgun) => mailgun.domains.get(name));
			return {state: domain.is_disabled === true ? 'disabled' : domain.state, messageLife: domain.message_ttl ?? undefined};
		},
		/** Resolves when the key may read suppressions. */
		touchBounces: async (name: string): Promise<void> => {
			await ask(listSchema, (mailgun) => mailgun.suppressions.list(name, 'bounces', {limit: 1}));
		},
	};
}

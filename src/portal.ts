import type {Config} from './config.ts';
import type {SiteDeps} from './workflows/read-site.ts';

/** The Customers Portal, if there is one. What agents tick is all that is known of its accounts. */
export function buildPortal(config: Config): Pick<SiteDeps, 'portal' | 'portalAccounts'> {
	const {MAILGUN_PORTAL_DOMAIN: sendingDomain, CUSTOMERS_PORTAL_URL: url} = config;
	return {
		portal: sendingDomain === '' ? undefined : {sendingDomain, url},
		portalAccounts: {find: async (_address, told) => told},
	};
}

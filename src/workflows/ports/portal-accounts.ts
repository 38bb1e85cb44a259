import type {PortalAccount} from '../../model/portal.ts';

/**
 * The accounts of the Customers Portal. It has no look-up for others: an agent reads its admin page, and what they tick there is all that
 * is known. A team with a look-up of its own fulfils this port with it.
 */
export interface PortalAccounts {
	/** `told`: what an agent ticked. Undefined while nobody has looked. */
	readonly find: (address: string, told: PortalAccount | undefined) => Promise<PortalAccount | undefined>;
}

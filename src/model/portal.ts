import type {Address} from './address.ts';

/** What a question about a Customers Portal account is about, beside the address itself. */
export interface PortalQuestion {
	/** A second address that the customer may have signed up with. */
	readonly other: Address | undefined;
	/** Undefined: nobody has looked yet. */
	readonly told: PortalAccount | undefined;
}

/** What the Portal's admin page shows about an address. */
export type PortalAccount =
	| {readonly found: false; readonly others: PortalOthers}
	| {
			readonly found: true;
			/** `Confirmed at` holds a date. */
			readonly confirmed: boolean;
			readonly login: PortalLogin;
			/** The GitLab account that it is linked to. */
			readonly linked: PortalLink;
			readonly others: PortalOthers;
	  };

export const portalLogins = ['activated', 'reseller', 'not-activated'] as const;
/** `Login activated`; without it there is neither access nor mail. */
export type PortalLogin = (typeof portalLogins)[number];

export const portalLinks = ['none', 'owner', 'another'] as const;
/** `owner`: the account owns this address, as primary or as secondary one. */
export type PortalLink = (typeof portalLinks)[number];

export const portalOthers = ['none', 'same-name'] as const;
/** `same-name`: another account differs only in dots, underscores, hyphens before the @. */
export type PortalOthers = (typeof portalOthers)[number];

const loginWords: Readonly<Record<PortalLogin, string>> = {
	activated: 'login activated',
	reseller: 'login not activated, bought through a reseller',
	'not-activated': 'login not activated',
};

const linkWords: Readonly<Record<PortalLink, string>> = {
	none: 'linked to no GitLab account',
	owner: 'linked to the GitLab account that owns this address',
	another: 'linked to a GitLab account that does not own this address',
};

/** Without any address. */
export function portalAccountWords(account: PortalAccount): string {
	const others = account.others === 'same-name' ? ['there is one of the same name in another spelling'] : [];
	if (!account.found) return ['no account with this address', ...others].join('; ');
	const confirmed = account.confirmed ? 'confirmed' : 'not confirmed';
	return ['account found', confirmed, loginWords[account.login], linkWords[account.linked], ...others].join('; ');
}

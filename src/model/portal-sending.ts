import type {Diagnosis} from './diagnosis.ts';

/** Why the Portal's confirmation is not sent again just now. */
export type PortalRefusal = 'no-account' | 'inactive' | 'confirmed' | 'suppressed' | 'lists-unknown';

/** Undefined: it may be sent. What nobody has looked up does not stand in the way: the form itself tells nobody anything. */
export function portalRefusal({scene, blocking, open}: Diagnosis): PortalRefusal | undefined {
	const told = scene.facts.portal?.told;
	if (told?.found === false) return 'no-account';
	if (told !== undefined && told.login !== 'activated') return 'inactive';
	if (told?.confirmed === true) return 'confirmed';
	if (blocking.length > 0) return 'suppressed';
	return open.some((code) => code.startsWith('suppressed-')) ? 'lists-unknown' : undefined;
}

/** What the agent reads instead of a form. */
export const portalRefusalWords: Readonly<Record<PortalRefusal, string>> = {
	'no-account': 'The Portal has no such account, so it would send nothing.',
	inactive: 'The login of this account is not activated, so the Portal sends it no mail.',
	confirmed: 'The account is confirmed already: the Portal would send nothing.',
	suppressed: 'The address is suppressed: Mailgun would drop the mail. Remove the suppression first.',
	'lists-unknown': 'Not every suppression list answered, so I cannot see whether the mail would be dropped.',
};

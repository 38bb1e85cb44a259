import type {Message} from '../../src/model/delivery.ts';
import type {DiagnosisFacts} from '../../src/model/diagnosis-facts.ts';
import {type Known, known} from '../../src/model/known.ts';
import {type MailKindRow, usualMailKinds} from '../../src/model/mail-kind.ts';
import type {PortalAccount, PortalQuestion} from '../../src/model/portal.ts';
import type {ListReading, Suppression, SuppressionKind} from '../../src/model/suppression.ts';
import {day, domain, entry, facts, lists, message} from './diagnosis-scene.ts';

export const portalDomain = 'customers.gitlab.com';
export const unlooked: PortalQuestion = {other: undefined, told: undefined};

type Found = Extract<PortalAccount, {found: true}>;
export const inOrder: Found = {found: true, confirmed: true, login: 'activated', linked: 'owner', others: 'none'};
export const told = (more: Partial<Found> = {}): PortalQuestion => ({other: undefined, told: {...inOrder, ...more}});
export const absent: PortalQuestion = {other: undefined, told: {found: false, others: 'none'}};

const signIn = 'Your sign-in link';
/** With a row for the Portal's sign-in mails, as an operator adds it. */
export const portalKinds: readonly MailKindRow[] = [
	...usualMailKinds,
	{domain: 'portal', subject: signIn, kind: 'sign-in', life: day, passes: false},
];

export const signInMail = (...[state, age, more]: Parameters<typeof message>): Message => ({
	...message(state, age, {...more, subject: signIn}),
	kind: 'sign-in',
});
export const otherMail = (...[state, age]: Parameters<typeof message>): Message => message(state, age, {subject: 'Your invoice'});

export const portalEntry = (kind: SuppressionKind, more: Partial<Suppression> = {}): Suppression =>
	entry(kind, {sendingDomain: portalDomain, ...more});

/** The lists of the Portal's sending domain, and GitLab's, which are empty. */
export function portalLists(entries: readonly Suppression[] = [], down: readonly SuppressionKind[] = []): readonly ListReading[] {
	return [...lists(), ...lists(entries, down).map((list) => ({...list, sendingDomain: portalDomain}))];
}

export interface PortalScene extends Partial<DiagnosisFacts> {
	readonly messages?: Known<readonly Message[]>;
	/** What GitLab's domain sent. */
	readonly elsewhere?: Known<readonly Message[]>;
}

export function portalFacts({messages = known([]), elsewhere = known([]), ...more}: PortalScene = {}): DiagnosisFacts {
	return {
		...facts(),
		site: 'portal',
		sendingDomain: portalDomain,
		lists: portalLists(),
		logs: [
			{sendingDomain: domain, messages: elsewhere, isWhole: elsewhere.known},
			{sendingDomain: portalDomain, messages, isWhole: messages.known},
		],
		portal: unlooked,
		kinds: portalKinds,
		...more,
	};
}

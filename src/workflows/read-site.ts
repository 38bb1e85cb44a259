import type {DiagnosisFacts} from '../model/diagnosis-facts.ts';
import type {Trouble} from '../model/errors.ts';
import type {PortalQuestion} from '../model/portal.ts';
import {namedAddress, type Subject} from '../model/subject.ts';
import type {TicketSighting} from '../model/ticket-triage.ts';
import type {TriageDeps} from './check-ticket.ts';
import {tryTo} from './patience.ts';
import type {PortalAccounts} from './ports.ts';

/** The Customers Portal, as the configuration describes it. */
export interface PortalSettings {
	readonly sendingDomain: string;
	/** Where its pages are. */
	readonly url: string;
}

export interface SiteDeps extends TriageDeps {
	/** Undefined: there is no Portal. */
	readonly portal: PortalSettings | undefined;
	readonly portalAccounts: PortalAccounts;
}

export interface SiteInput {
	readonly subject: Subject;
	/** Set: the agent asks about the Portal. */
	readonly portal?: PortalQuestion | undefined;
}

/** Whose mail is looked for. */
export interface SiteReading {
	/** Undefined: GitLab's. */
	readonly portal: (PortalSettings & PortalQuestion) | undefined;
	/** Set: the Portal's accounts did not answer. */
	readonly trouble: Trouble | undefined;
	/** The ticket would have told, and could not be read. */
	readonly isUnsure: boolean;
}

/** The Portal's, when the agent says so or the ticket is one of its own; else GitLab's. The Portal knows no usernames: without an address it is not asked. */
export async function readSite(deps: SiteDeps, input: SiteInput, sighting: TicketSighting | undefined): Promise<SiteReading> {
	const address = namedAddress(input.subject);
	if (deps.portal === undefined || address === undefined) return {portal: undefined, trouble: undefined, isUnsure: false};
	const question = input.portal ?? (isOfPortal(deps, sighting) ? unasked : undefined);
	if (question === undefined) return {portal: undefined, trouble: undefined, isUnsure: mayBeOfPortal(deps, sighting)};
	const told = await tryTo(deps.portalAccounts.find(address.text, question.told));
	const portal = {...deps.portal, other: question.other, told: told.known ? told.value : undefined};
	return {portal, trouble: told.known ? undefined : told.trouble, isUnsure: false};
}

const unasked: PortalQuestion = {other: undefined, told: undefined};

function isOfPortal({triage}: TriageDeps, sighting: TicketSighting | undefined): boolean {
	const ticket = sighting?.answer.known ? sighting.answer.value : undefined;
	return ticket !== undefined && triage.portalForm !== undefined && ticket.triage.form === triage.portalForm;
}

function mayBeOfPortal({triage}: TriageDeps, sighting: TicketSighting | undefined): boolean {
	return triage.portalForm !== undefined && sighting !== undefined && !sighting.answer.known;
}

/** The sources are the same for both sites; what decides is not. */
export function factsAt({portal}: SiteReading, facts: DiagnosisFacts): DiagnosisFacts {
	return portal === undefined ? facts : {...facts, site: 'portal', sendingDomain: portal.sendingDomain, portal};
}

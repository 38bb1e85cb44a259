import type {Known} from './known.ts';
import type {Ticket, TicketChange, TicketTriage} from './ticket.ts';

/** What a ticket about missing mail has to say, by the configuration. Undefined: that is not looked at. */
export interface TriageRules {
	/** The form of GitLab.com tickets. */
	readonly form: string | undefined;
	/** A ticket of this form keeps it. */
	readonly portalForm: string | undefined;
	/** Accepted values, the first of which is set. */
	readonly problemType: readonly string[] | undefined;
	readonly category: readonly string[] | undefined;
	readonly subcategory: readonly string[] | undefined;
	/** Whether the ticket names the impacted address. */
	readonly namesAddress: boolean;
}

/** One thing that is wrong, and what it should be. */
export interface TriageFault {
	readonly name: keyof TicketTriage;
	readonly found: string | undefined;
	readonly wanted: string;
}

/** As agents know them. */
const triageNames: Readonly<Record<keyof TicketTriage, string>> = {
	form: 'Form',
	problemType: 'Problem type',
	category: 'Category',
	subcategory: 'Subcategory',
	address: 'Impacted email address',
};

/** What is wrong with a ticket for a mail to this address; undefined: nobody named one. */
function triageFaults(rules: TriageRules, {triage}: Pick<Ticket, 'triage'>, address: string | undefined): readonly TriageFault[] {
	const valueFaults = (['problemType', 'category', 'subcategory'] as const).flatMap((name) => {
		const [found, accepted] = [triage[name], rules[name]];
		const wanted = accepted?.[0];
		return wanted === undefined || (found !== undefined && accepted?.includes(found)) ? [] : [{name, found, wanted}];
	});
	return [...formFaults(rules, triage), ...valueFaults, ...addressFaults(rules, triage, address)];
}

function formFaults({form, portalForm}: TriageRules, triage: TicketTriage): readonly TriageFault[] {
	const isFine = form === undefined || triage.form === form || (portalForm !== undefined && triage.form === portalForm);
	return isFine ? [] : [{name: 'form', found: triage.form, wanted: form}];
}

function addressFaults({namesAddress}: TriageRules, triage: TicketTriage, address: string | undefined): readonly TriageFault[] {
	if (!namesAddress || address === undefined || triage.address?.trim().toLowerCase() === address.toLowerCase()) return [];
	return [{name: 'address', found: triage.address, wanted: address}];
}

/** What sets all of it right. */
export function correctionOf(faults: readonly TriageFault[]): NonNullable<TicketChange['triage']> {
	return Object.fromEntries(faults.map(({name, wanted}) => [name, wanted]));
}

/** `Category: empty, should be cannot_receive_emails`, for agents. */
export function faultWords(fault: TriageFault): string {
	return `${triageNames[fault.name]}: ${foundWords(fault)}, should be ${fault.wanted}`;
}

/** Whose the other address is, nobody asked: it may be one that is told to nobody. */
function foundWords({name, found}: TriageFault): string {
	if (found === undefined) return 'empty';
	return name === 'address' ? 'another address' : found;
}

/** The ticket that was named with a question, as it stood then. */
export interface TicketSighting {
	/** Its number. */
	readonly ticket: string;
	/** Undefined: there is no such ticket. */
	readonly answer: Known<Ticket | undefined>;
	readonly faults: readonly TriageFault[];
	/** Somebody with another address than the one that was asked about wrote it. */
	readonly isOthers: boolean;
}

/** `address`: what was asked about; undefined when nobody named one, and then nothing tells whose it is. */
export function sightingOf(
	rules: TriageRules,
	{ticket, answer}: Pick<TicketSighting, 'ticket' | 'answer'>,
	address: string | undefined,
): TicketSighting {
	const found = answer.known ? answer.value : undefined;
	if (found === undefined) return {ticket, answer, faults: [], isOthers: false};
	// Zendesk keeps addresses in lower case.
	const isOthers = address !== undefined && found.requester?.toLowerCase() !== address.toLowerCase();
	return {ticket, answer, faults: triageFaults(rules, found, address), isOthers};
}

/** What an agent should know about the ticket, in sentences. Whether the ticket system answered stands among the sources. */
export function sightingWords({ticket, answer, faults, isOthers}: TicketSighting): readonly string[] {
	if (!answer.known) return [];
	if (answer.value === undefined) return [`Zendesk knows no ticket ${ticket}.`];
	const wrong = faults.map((fault) => `${triageNames[fault.name]} (${foundWords(fault)})`);
	return [...(isOthers ? [othersWords(ticket)] : []), ...(wrong.length === 0 ? [] : [`Wrong in ticket ${ticket}: ${wrong.join(', ')}.`])];
}

/** Not whose: an address that nobody named is told to nobody. */
export function othersWords(ticket: string): string {
	return `The requester of ticket ${ticket} has another address than the one asked about.`;
}

import {maskAddresses} from './redaction.ts';
import {visible} from './visible.ts';

/** A console request for an account, as the record keeps it. */
export interface Escalation {
	/** Stands in the issue too, where it is searched for. One word, as GitLab's search wants it. */
	readonly id: string;
	/** Number of the account. */
	readonly account: number;
	/** `opening`: the issue was asked for, and whether it is there is not known yet. */
	readonly state: EscalationState;
	readonly by: string;
	/** Of the issue, once it is known. */
	readonly issueUrl: string | undefined;
}

export type EscalationState = 'opening' | 'opened' | 'failed';

/** What an issue is made of. */
export interface ConsoleRequest {
	readonly reference: string;
	readonly account: {readonly id: number; readonly primaryEmail: string};
	/** What the customer reports; the one address that may be told. */
	readonly reported: string | undefined;
	readonly adminPageUrl: string;
	/** The agent's own words. */
	readonly adminPageShows: string;
	readonly evidence: readonly string[];
	/** Its URL, or its number where there is no ticket system. */
	readonly ticket: string;
	/** Slack user id. */
	readonly by: string;
}

export interface IssueText {
	readonly title: string;
	/** Markdown. */
	readonly description: string;
}

/** The issue that asks for what no tool can do. What people and mail servers wrote is quoted: GitLab would carry out their commands. */
export function consoleRequestText(request: ConsoleRequest): IssueText {
	const {reference, account, adminPageUrl, adminPageShows, evidence, ticket, by} = request;
	const quote = (text: string) => fenced(visible(told(text, request), 10_000));
	const description = [
		`Please set \`unconfirmed_email\` of the account with id ${account.id} to \`nil\` on the console.`,
		'The account is unconfirmed, and its pending address is not its primary one: no confirmation mail can reach the customer.',
		`Admin page: ${adminPageUrl}`,
		`Ticket: ${ticket}`,
		`Asked for by the Slack user ${by}`,
		'What the admin page shows, in the words of the agent:',
		quote(adminPageShows),
		'What Redeliver found:',
		quote(evidence.join('\n')),
		referenceLine(reference),
	];
	return {title: `Console request: set unconfirmed_email of account ${account.id} to nil`, description: description.join('\n\n')};
}

/** Whether this is the issue of that request: a search also finds what only resembles it. */
export function bearsReference(description: string, reference: string): boolean {
	return description.split('\n').some((line) => line.trim() === referenceLine(reference));
}

function referenceLine(reference: string): string {
	return `Reference: ${reference}`;
}

const undisclosed = '•••';

/** Without the primary address, unless it is the reported one, and with the addresses of others masked. */
function told(text: string, {account, reported}: ConsoleRequest): string {
	const isReported = reported?.toLowerCase() === account.primaryEmail.toLowerCase();
	const primary = new RegExp(account.primaryEmail.replace(/[^a-z0-9@]/gi, '\\$&'), 'gi');
	return maskAddresses(isReported ? text : text.replace(primary, undisclosed), reported === undefined ? [] : [reported]);
}

/** The fence is longer than any within, so nothing in it ends it. https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
function fenced(text: string): string {
	const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
	const fence = '`'.repeat(longest + 1);
	return `${fence}\n${text}\n${fence}`;
}

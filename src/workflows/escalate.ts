import type {Account} from '../model/account.ts';
import type {AuditAct} from '../model/audit.ts';
import type {Trouble} from '../model/errors.ts';
import {consoleRequestText, type Escalation, type IssueText} from '../model/escalation.ts';
import {evidenceOf} from '../model/evidence.ts';
import {callOnce} from './call-once.ts';
import {isUnknownTicket, type TicketDeps} from './check-ticket.ts';
import {type DiagnoseDeps, type DiagnoseInput, type DiagnosisReport, diagnoseDelivery} from './diagnose.ts';
import {tryTo} from './patience.ts';
import type {Escalations, Issues} from './ports.ts';
import {accountSubject} from './recent-acts.ts';

export interface EscalateDeps extends DiagnoseDeps, TicketDeps {
	/** Undefined when no project takes console requests. */
	readonly issues: Issues | undefined;
	readonly escalations: Escalations;
	/** Where tickets are, if anywhere. */
	readonly ticketSystem: string | undefined;
	readonly gitlabUrl: string;
}

export interface EscalateInput extends DiagnoseInput {
	readonly ticket: string;
	readonly adminPageShows: string;
}

export interface EscalateResult {
	readonly outcome: EscalationOutcome;
	/** How things stood before it. */
	readonly report: DiagnosisReport;
}

export type EscalationOutcome =
	| {readonly outcome: 'opened'; readonly escalation: Escalation}
	/** Within the last day. */
	| {readonly outcome: 'opened-before'; readonly escalation: Escalation}
	/** The issue was asked for, and nobody knows yet whether it is there. */
	| {readonly outcome: 'unknown'; readonly trouble: Trouble | undefined}
	| {readonly outcome: 'failed'; readonly trouble: Trouble}
	| {readonly outcome: 'no-ticket'}
	/** GitLab does not say whether it is a case for the console. */
	| {readonly outcome: 'unclear'; readonly trouble: Trouble}
	/** It is no longer a case for the console, or no project takes it. */
	| {readonly outcome: 'not-offered'};

/** Looks again whether it is a case for the console, and opens one issue for the account a day, also over crashes and lost answers. */
export async function escalate(deps: EscalateDeps, input: EscalateInput): Promise<EscalateResult> {
	const report = await diagnoseDelivery(deps, input);
	const {account, steps, diagnosis} = report;
	const asked = diagnosis.scene.facts.account;
	if (!asked.known) return {outcome: {outcome: 'unclear', trouble: asked.trouble}, report};
	if (deps.issues === undefined || account === undefined || !steps.includes('escalate')) return {outcome: {outcome: 'not-offered'}, report};
	if (await isUnknownTicket(deps, input.ticket)) return {outcome: {outcome: 'no-ticket'}, report};
	const {by, ticket} = input;
	const {escalation, isNew} = await deps.escalations.begin(
		{account: account.id, by, ticket},
		noteOf(input, account, 'escalation-intended'),
	);
	const deed = {issues: deps.issues, escalation, input, account, text: textOf(deps, input, {report, account, escalation})};
	if (escalation.state === 'opened') return {outcome: {outcome: 'opened-before', escalation}, report};
	return {outcome: await (isNew ? open(deps, deed) : lookFirst(deps, deed)), report};
}

interface Deed {
	readonly issues: Issues;
	readonly escalation: Escalation;
	readonly input: EscalateInput;
	readonly account: Account;
	readonly text: IssueText;
}

async function open(deps: EscalateDeps, deed: Deed): Promise<EscalationOutcome> {
	const {escalation, input, account} = deed;
	const call = await callOnce(deed.issues.open(deed.text).then((issueUrl) => ({issueUrl})));
	if (call.call === 'accepted') return opened(deps, deed, call.issueUrl, 'opened');
	const {trouble} = call;
	if (call.call === 'ambiguous') {
		const found = await tryTo(deed.issues.find(escalation.id));
		return found.known && found.value !== undefined ? opened(deps, deed, found.value, 'opened') : {outcome: 'unknown', trouble};
	}
	const after = {cause: trouble.cause, status: trouble.status ?? null};
	await deps.escalations.settle({id: escalation.id, to: 'failed'}, {...noteOf(input, account, 'escalation-failed', escalation), after});
	return {outcome: 'failed', trouble};
}

/** Whatever the first call said, GitLab tells whether the issue is there; only when it surely is not, it is asked for again. */
async function lookFirst(deps: EscalateDeps, deed: Deed): Promise<EscalationOutcome> {
	const found = await tryTo(deed.issues.find(deed.escalation.id));
	if (!found.known) return {outcome: 'unknown', trouble: found.trouble};
	if (found.value !== undefined) return opened(deps, deed, found.value, 'opened-before');
	return (await deps.escalations.mayRepeat(deed.escalation.id)) ? open(deps, deed) : {outcome: 'unknown', trouble: undefined};
}

async function opened(
	{escalations}: EscalateDeps,
	{escalation, input, account}: Deed,
	issueUrl: string,
	outcome: 'opened' | 'opened-before',
): Promise<EscalationOutcome> {
	const settled = await escalations.settle(
		{id: escalation.id, to: 'opened', issueUrl},
		noteOf(input, account, 'escalation-opened', escalation),
	);
	return {outcome, escalation: settled ?? (await escalations.find(escalation.id)) ?? escalation};
}

interface Ground {
	readonly report: DiagnosisReport;
	readonly account: Account;
	readonly escalation: Escalation;
}

/** The evidence as for an address that nobody named: what mail servers wrote may repeat it. */
function textOf({ticketSystem, gitlabUrl}: EscalateDeps, input: EscalateInput, {report, account, escalation}: Ground): IssueText {
	const {ticket, by, adminPageShows} = input;
	return consoleRequestText({
		reference: escalation.id,
		account,
		reported: report.named?.text,
		adminPageUrl: `${gitlabUrl}/admin/users/${encodeURIComponent(account.username)}`,
		adminPageShows,
		evidence: evidenceOf(report.diagnosis.scene, false).map(({at, text}) => (at === undefined ? text : `${at.toISOString()} ${text}`)),
		ticket: ticketSystem === undefined ? ticket : `${ticketSystem}/agent/tickets/${ticket}`,
		by,
	});
}

function noteOf<Act extends AuditAct>({by, ticket}: EscalateInput, {id}: Account, act: Act, escalation?: Escalation) {
	return {actor: by, act, subject: accountSubject(id), ticket, deed: escalation?.id, before: {account: id}};
}

import {hour} from '../model/allowance.ts';
import {decideConfirmation, decideReset, type SendDecision} from '../model/send-again.ts';
import {type DiagnoseDeps, type DiagnoseInput, type DiagnosisReport, diagnoseDelivery} from './diagnose.ts';
import {type OpenWatchDeps, watchNext} from './open-watch.ts';
import type {Allowances} from './ports.ts';
import {accountSubject} from './recent-acts.ts';

export interface SendAgainResult {
	readonly decision: SendDecision;
	/** How things stood at the moment of the decision. */
	readonly report: DiagnosisReport;
}

/** Looks again whether a confirmation can be sent, and records that the agent is given GitLab's form for it. */
export async function giveConfirmationForm(deps: DiagnoseDeps, input: DiagnoseInput): Promise<SendAgainResult> {
	const report = await diagnoseDelivery(deps, input);
	const decision = decideConfirmation(report.diagnosis);
	if (decision.permitted && report.account !== undefined) {
		const subject = report.named?.text ?? accountSubject(report.account.id);
		await deps.audit.record({
			actor: input.by,
			act: 'confirmation-form-given',
			subject,
			ticket: input.ticket,
			after: {account: report.account.id},
		});
	}
	return {decision, report};
}

/** The same for a reset: the agent reads the address on the admin page, and fills the form in. */
export async function giveResetForm(deps: DiagnoseDeps, input: DiagnoseInput): Promise<SendAgainResult> {
	const report = await diagnoseDelivery(deps, input);
	const decision = decideReset(report.diagnosis, await lastReset(deps, report));
	if (decision.permitted) await recordReset(deps, input, report, 'reset-form-given');
	return {decision, report};
}

export interface ReportResetDeps extends DiagnoseDeps, OpenWatchDeps {
	readonly allowances: Pick<Allowances, 'take'>;
}

/** The agent says that the form was sent: from then on it counts as sent, and its mail is followed. */
export async function reportReset(deps: ReportResetDeps, input: DiagnoseInput): Promise<SendAgainResult> {
	const report = await diagnoseDelivery(deps, input);
	const decision = await countReset(deps, input, report);
	if (decision.permitted) {
		// First, for a repetition after a crash finds the reset reported, and does nothing.
		await watchReset(deps, input, report);
		await recordReset(deps, input, report, 'reset-reported-sent');
	}
	return {decision, report};
}

/** One reset for an account within an hour, whoever asks at the same time. The trail tells a repetition that it was reported already. */
async function countReset(deps: ReportResetDeps, {delivery}: DiagnoseInput, report: DiagnosisReport): Promise<SendDecision> {
	const {diagnosis, account} = report;
	const decision = decideReset(diagnosis, await lastReset(deps, report));
	if (!decision.permitted || account === undefined) return decision;
	const allowances = [{key: accountSubject(account.id), most: 1}];
	const {usedUp} = await deps.allowances.take({act: 'reset', deed: delivery, window: hour, allowances});
	return usedUp === undefined ? decision : decideReset(diagnosis, diagnosis.scene.facts.now);
}

const usualWay = 10 * 60_000;

/** The mail left before the agent says so, but not before they got the form. It goes to the primary address, whichever was named. */
async function watchReset(
	deps: DiagnoseDeps & OpenWatchDeps,
	{by, ticket, subject}: DiagnoseInput,
	report: DiagnosisReport,
): Promise<void> {
	if (report.account === undefined) return;
	const lines = await deps.audit.about(accountSubject(report.account.id), 50);
	const given = lines.find((line) => line.act === 'reset-form-given')?.at;
	const since = given ?? new Date(report.checkedAt.getTime() - usualWay);
	const recipient = report.account.primaryEmail;
	await watchNext(deps, {act: 'reset', about: subject, recipient, kind: 'reset', since, by, ticket});
}

async function recordReset(
	deps: DiagnoseDeps,
	input: DiagnoseInput,
	{account}: DiagnosisReport,
	act: 'reset-form-given' | 'reset-reported-sent',
): Promise<void> {
	if (account === undefined) return;
	await deps.audit.record({actor: input.by, act, subject: accountSubject(account.id), ticket: input.ticket, after: {account: account.id}});
}

async function lastReset(deps: DiagnoseDeps, {account}: DiagnosisReport): Promise<Date | undefined> {
	if (account === undefined) return undefined;
	const lines = await deps.audit.about(accountSubject(account.id), 50);
	return lines.find((line) => line.act === 'reset-reported-sent')?.at;
}

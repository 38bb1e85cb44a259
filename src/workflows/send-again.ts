import type {Account} from '../model/account.ts';
import {decideConfirmation, decideReset, type FormKind, type SendDecision, type SendRefusal} from '../model/send-again.ts';
import {type DiagnoseDeps, type DiagnoseInput, type DiagnosisReport, diagnoseDelivery} from './diagnose.ts';
import {type OpenWatchDeps, watchNext} from './open-watch.ts';
import type {Allowances} from './ports.ts';
import {continuePost, type PostFormDeps, type PostOutcome, postForm, subjectOfSend, takingOf} from './post-form.ts';
import {accountSubject} from './recent-acts.ts';

export interface SendAgainResult {
	readonly decision: SendDecision;
	/** How things stood at the moment of the decision. */
	readonly report: DiagnosisReport;
	/** Undefined: the agent is given GitLab's form. */
	readonly post?: PostOutcome | undefined;
}

export interface SendAgainDeps extends DiagnoseDeps, PostFormDeps {}

/**
 * Looks again whether the mail can be sent, and has GitLab send it, or records that the agent is given GitLab's form for it.
 * A delivery that is resumed posts nothing anew.
 * @throws LimitReached, with nothing sent.
 */
export async function sendAgain(deps: SendAgainDeps, input: DiagnoseInput, kind: FormKind): Promise<SendAgainResult> {
	const report = await diagnoseDelivery(deps, input);
	const {account} = report;
	const begun = await deps.posts.find(input.delivery);
	if (begun !== undefined) return {decision: {permitted: true}, report, post: await continuePost(deps, input, {report, post: begun})};
	const decision = await decide(deps, report, kind);
	if (!decision.permitted) return refused(deps, input, report, {kind, reason: decision.reason});
	if (account === undefined) return refused(deps, input, report, {kind, reason: 'no-account'});
	const post = deps.forms === undefined ? undefined : await postForm(deps, deps.forms, input, {kind, report, account});
	if (post?.outcome === 'used-up') {
		return refused(deps, input, report, {kind, reason: kind === 'reset' ? 'sent-lately' : 'just-asked'});
	}
	if (post === undefined || post.outcome === 'captcha') await recordGiven(deps, input, {kind, report, account});
	return {decision, report, post};
}

async function decide(deps: DiagnoseDeps, report: DiagnosisReport, kind: FormKind): Promise<SendDecision> {
	return kind === 'confirmation' ? decideConfirmation(report.diagnosis) : decideReset(report.diagnosis, await lastReset(deps, report));
}

async function refused(
	{audit}: DiagnoseDeps,
	{by, ticket}: DiagnoseInput,
	report: DiagnosisReport,
	{kind, reason}: {readonly kind: FormKind; readonly reason: SendRefusal},
): Promise<SendAgainResult> {
	await audit.record({actor: by, act: 'send-refused', subject: report.named?.text, ticket, after: {kind, reason}});
	return {decision: {permitted: false, reason}, report};
}

const givenActs = {confirmation: 'confirmation-form-given', reset: 'reset-form-given'} as const;

async function recordGiven(
	{audit}: DiagnoseDeps,
	{by, ticket}: DiagnoseInput,
	{kind, report, account}: {readonly kind: FormKind; readonly report: DiagnosisReport; readonly account: Account},
): Promise<void> {
	const subject = subjectOfSend(kind, report, account.id);
	await audit.record({actor: by, act: givenActs[kind], subject, ticket, after: {account: account.id}});
}

export interface ReportResetDeps extends DiagnoseDeps, OpenWatchDeps {
	readonly allowances: Pick<Allowances, 'take'>;
}

/** The agent says that the form was sent: from then on it counts as sent, and its mail is followed. */
export async function reportReset(deps: ReportResetDeps, input: DiagnoseInput): Promise<SendAgainResult> {
	const report = await diagnoseDelivery(deps, input);
	const decision = await countReset(deps, input, report);
	if (decision.permitted && report.account !== undefined) {
		const {id} = report.account;
		// First, for a repetition after a crash finds the reset reported, and does nothing.
		await watchReset(deps, input, report);
		const {by, ticket} = input;
		await deps.audit.record({actor: by, act: 'reset-reported-sent', subject: accountSubject(id), ticket, after: {account: id}});
	}
	return {decision, report};
}

/** One reset for an account within an hour, whoever asks at the same time. The trail tells a repetition that it was reported already. */
async function countReset(deps: ReportResetDeps, {delivery}: DiagnoseInput, report: DiagnosisReport): Promise<SendDecision> {
	const {diagnosis, account} = report;
	const decision = decideReset(diagnosis, await lastReset(deps, report));
	if (!decision.permitted || account === undefined) return decision;
	const {usedUp} = await deps.allowances.take(takingOf('reset', account.id, delivery));
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

/** What may have sent one, as far as anybody knows. */
const resetActs: readonly string[] = ['reset-reported-sent', 'reset-sent', 'reset-unknown'];

async function lastReset(deps: DiagnoseDeps, {account}: DiagnosisReport): Promise<Date | undefined> {
	if (account === undefined) return undefined;
	const lines = await deps.audit.about(accountSubject(account.id), 50);
	return lines.find((line) => resetActs.includes(line.act))?.at;
}

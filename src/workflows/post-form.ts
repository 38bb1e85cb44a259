import type {Account} from '../model/account.ts';
import {hour, type Taking} from '../model/allowance.ts';
import type {AuditAct, AuditDetails} from '../model/audit.ts';
import {clockSkew} from '../model/delivery.ts';
import type {Trouble} from '../model/errors.ts';
import type {FormKind, FormPost} from '../model/send-again.ts';
import {findWatched, type WatchedMail} from '../model/watch.ts';
import {type CallOutcome, callOnce} from './call-once.ts';
import type {DiagnoseDeps, DiagnoseInput, DiagnosisReport} from './diagnose.ts';
import {searchMail} from './find-sent.ts';
import {type OpenWatchDeps, watchNext} from './open-watch.ts';
import type {AccountForms, DeliveryLog, FormAnswer, FormPosts, SuppressionLists} from './ports.ts';
import type {MailMeaning} from './read-log.ts';
import {accountSubject} from './recent-acts.ts';
import {type LimitDeps, withinLimits} from './within-limits.ts';

export interface PostFormDeps extends Pick<DiagnoseDeps, 'audit' | 'clock'>, OpenWatchDeps, LimitDeps {
	/** Undefined: agents fill in GitLab's forms by themselves. */
	readonly forms: AccountForms | undefined;
	readonly posts: FormPosts;
	readonly log: DeliveryLog;
	readonly lists: SuppressionLists;
	readonly meaningOf: (sendingDomain: string, subject: string) => MailMeaning;
}

export type PostOutcome =
	/**
	 * - `taken`: GitLab took it, and says no more
	 * - `seen`: its answer was lost, and the log shows the mail
	 * - `unknown`: its answer was lost, and nobody knows
	 * - `captcha`: only a person can go on; nothing was sent
	 */
	| {readonly outcome: 'taken' | 'seen' | 'unknown' | 'captcha'}
	/** GitLab said no; nothing was sent. */
	| {readonly outcome: 'turned-away'; readonly status: number}
	/** Nothing was sent. */
	| {readonly outcome: 'failed'; readonly trouble: Trouble | undefined};

interface Sending {
	readonly kind: FormKind;
	readonly report: DiagnosisReport;
	readonly account: Account;
}

/**
 * Posts GitLab's form once: the intent first, then the one call. If it may have been taken, the log is watched for the mail.
 * `used-up`: somebody had it posted for this account a short time ago.
 * @throws LimitReached, with nothing sent.
 */
export async function postForm(
	deps: PostFormDeps,
	forms: AccountForms,
	input: DiagnoseInput,
	sending: Sending,
): Promise<PostOutcome | {readonly outcome: 'used-up'}> {
	const {kind, report, account} = sending;
	const taking = takingOf(kind, account.id, input.delivery);
	if ((await deps.allowances.take(taking)).usedUp !== undefined) return {outcome: 'used-up'};
	const begun = await begin(deps, input, sending).catch(async (error: unknown) => {
		await deps.allowances.giveBack(taking);
		throw error;
	});
	const posted = {report, post: begun.post};
	if (!begun.mayBePosted) return continuePost(deps, input, posted);
	const outcome = outcomeOf(await callOnce(forms.post(kind, account.primaryEmail)));
	if (outcome.outcome === 'unknown') return lookForIt(deps, input, posted);
	if (outcome.outcome === 'taken') {
		await settle(deps, input, posted, 'sent');
		await watchPost(deps, input, posted);
		return outcome;
	}
	await settle(deps, input, posted, 'failed', reasonOf(outcome));
	await deps.allowances.giveBack(taking);
	return outcome;
}

/** One reset for an account within an hour, one confirmation within a minute, whoever asks. */
export function takingOf(kind: FormKind, accountId: number, delivery: string): Taking {
	return {act: kind, deed: delivery, window: kind === 'reset' ? hour : 60, allowances: [{key: accountSubject(accountId), most: 1}]};
}

function begin(
	deps: PostFormDeps,
	{by, ticket, delivery}: DiagnoseInput,
	{kind, report, account}: Sending,
): ReturnType<FormPosts['begin']> {
	const subject = subjectOfSend(kind, report, account.id);
	const note = {actor: by, act: `${kind}-intended`, subject, ticket, after: {account: account.id}} as const;
	return withinLimits(deps, {act: 'resend', by, deed: delivery, subject, ticket}, () =>
		deps.posts.begin({kind, accountId: account.id, by, delivery}, note),
	);
}

/** A reset goes to the primary address, whichever was named: the trail knows the account alone. */
export function subjectOfSend(kind: FormKind, {named}: DiagnosisReport, accountId: number): string {
	return kind === 'confirmation' && named !== undefined ? named.text : accountSubject(accountId);
}

function outcomeOf(call: CallOutcome<FormAnswer>): PostOutcome {
	if (call.call === 'ambiguous') return {outcome: 'unknown'};
	if (call.call === 'not-sent') return {outcome: 'failed', trouble: call.trouble};
	return call.answer === 'turned-away' ? {outcome: call.answer, status: call.status} : {outcome: call.answer};
}

function reasonOf(outcome: PostOutcome): AuditDetails {
	if (outcome.outcome === 'failed') return {cause: outcome.trouble?.cause ?? null};
	return {cause: outcome.outcome, status: outcome.outcome === 'turned-away' ? outcome.status : null};
}

interface Posted {
	/** Of now. */
	readonly report: DiagnosisReport;
	readonly post: FormPost;
}

/** A delivery that is resumed: what its process began is not repeated. */
export async function continuePost(deps: PostFormDeps, input: DiagnoseInput, posted: Posted): Promise<PostOutcome> {
	const {state} = posted.post;
	if (state === 'posting') return lookForIt(deps, input, posted);
	if (state === 'failed') return {outcome: 'failed', trouble: undefined};
	await watchPost(deps, input, posted);
	return {outcome: state === 'sent' ? 'taken' : 'unknown'};
}

/** Nobody saw an answer. The log may show the mail; that it does not yet, proves nothing. */
async function lookForIt(deps: PostFormDeps, input: DiagnoseInput, posted: Posted): Promise<PostOutcome> {
	const isSeen = await isInLog(deps, posted);
	await settle(deps, input, posted, isSeen ? 'sent' : 'unknown', {seen: isSeen ? 'log' : 'nowhere'});
	await watchPost(deps, input, posted);
	return {outcome: isSeen ? 'seen' : 'unknown'};
}

async function isInLog(deps: PostFormDeps, posted: Posted): Promise<boolean> {
	const mail = mailOf(deps, posted);
	const events = mail === undefined ? [] : await searchMail(deps.log, mail, deps.clock()).catch(() => []);
	return mail !== undefined && findWatched(mail, events, (subject) => deps.meaningOf(mail.sendingDomain, subject).kind) !== undefined;
}

/** The next mail of its kind: Mailgun's clock may be a little behind ours. Undefined when GitLab does not tell to whom. */
function mailOf({lists}: PostFormDeps, {report, post}: Posted): WatchedMail | undefined {
	const [sendingDomain] = lists.sendingDomains;
	const {account} = report;
	if (account?.id !== post.accountId || sendingDomain === undefined) return undefined;
	const since = new Date(post.begunAt.getTime() - clockSkew);
	return {sendingDomain, recipient: account.primaryEmail, since, kind: post.kind, messageId: undefined, subject: undefined};
}

/** One post opens one watch, however often it is told. */
async function watchPost(deps: PostFormDeps, {by, ticket, subject}: DiagnoseInput, posted: Posted): Promise<void> {
	const mail = mailOf(deps, posted);
	if (mail === undefined) return;
	const {id, kind} = posted.post;
	await watchNext(deps, {id, act: kind, about: subject, recipient: mail.recipient, kind, since: mail.since, by, ticket});
}

async function settle(
	{posts}: PostFormDeps,
	{by, ticket}: DiagnoseInput,
	{report, post}: Posted,
	state: 'sent' | 'failed' | 'unknown',
	more: AuditDetails = {},
): Promise<void> {
	const act = `${post.kind}-${state}` as const satisfies AuditAct;
	const subject = subjectOfSend(post.kind, report, post.accountId);
	await posts.settle(post.id, state, {actor: by, act, subject, ticket, after: {account: post.accountId, ...more}});
}

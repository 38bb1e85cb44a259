import {type ApprovalRequest, type CaseThread, dueReminder} from '../model/approval.ts';
import {ServiceUnavailable} from '../model/errors.ts';
import type {Announcements, Requests} from './ports.ts';

export interface TellRequestDeps {
	readonly requests: Requests;
	readonly announcements: Announcements;
}

/**
 * Brings what people see up to what is on record: the case, the card, and a reply for each state.
 * Writes its own state first and then reads again: whoever was overtaken meanwhile writes once more.
 */
export async function tellRequest(deps: TellRequestDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	let current = {...request, thread: await threadOf(deps, request)};
	while (current.told !== current.state) {
		if (current.state !== 'pending') await deps.announcements.updateCase(current);
		await tellState(deps, current);
		current = {...((await deps.requests.find(current.id)) ?? {...current, told: current.state}), thread: current.thread};
	}
	await remind(deps, current);
	// What waits for Mailgun or Slack was given a time of its own already; everything else is anybody's again.
	if (current.state !== 'approved' && current.state !== 'sending') await deps.requests.postpone(current.id, 0);
	return current;
}

/** Each message is on record before the next one is posted: whoever goes on after a crash opens no second case. */
async function threadOf(deps: TellRequestDeps, request: ApprovalRequest): Promise<CaseThread> {
	const opened = request.thread ?? (await deps.announcements.openCase(request));
	if (opened.cardTs !== undefined) return opened;
	if (request.thread === undefined) await deps.requests.note(request.id, opened);
	const posted = await deps.announcements.postCard(request, opened);
	await deps.requests.note(request.id, posted);
	return posted;
}

async function tellState({requests, announcements}: TellRequestDeps, request: ApprovalRequest): Promise<void> {
	const isFirst = await requests.told(request.id, request.state);
	if (!isFirst || request.state === 'pending') return;
	await announcements.tellCase(request).catch(async (error: unknown) => {
		if (wasNotPosted(error)) await requests.told(request.id, request.told);
		throw error;
	});
}

async function remind({requests, announcements}: TellRequestDeps, request: ApprovalRequest): Promise<void> {
	const {id, reminders} = request;
	const count = dueReminder(request, await requests.now());
	if (count === undefined || !(await requests.remind(id, {from: reminders, to: count}))) return;
	await announcements.remindCase(request, count === 2).catch(async (error: unknown) => {
		if (wasNotPosted(error)) await requests.remind(id, {from: count, to: reminders});
		await requests.postpone(id, remindAgainAfter);
		throw error;
	});
}

/** In seconds. */
const remindAgainAfter = 5;

/** Then it is said later; when nobody knows, saying it twice would be worse. */
function wasNotPosted(error: unknown): boolean {
	return error instanceof ServiceUnavailable && error.neverSent;
}

import {actions, modals} from '../../src/slack/ids.ts';
import type {Belongings} from './belongings.ts';

/** What stands behind a button: its value, for a person with these belongings and a request of this requester. */
type Carry = (belongings: Belongings, requester: string) => Promise<string>;

const removal: Carry = ({removal: see}) => see();
const record: Carry = async ({record: keep}) => (await keep()).id;
const pending: Carry = ({request}, requester) => request(requester);
const sweep: Carry = ({sweep: keep}) => keep();
const unknown: Carry = ({request}, requester) => request(requester, 'unknown');

const drafts = {
	steps: JSON.stringify(['wait']),
	facts: JSON.stringify({missed: 'code', sendingDomain: 'mg.gitlab.com', removed: false, sent: false}),
};
const check: Carry = async ({dialog, removal: see}) =>
	dialog('check_delivery_again', {address: 'ada@example.com', removal: await see(), ...drafts});

const pinned: Carry = ({dialog}) => dialog(actions.supportPin.id, {address: 'ada@example.com', owner: '1'});

const portalCheck: Carry = ({dialog}) => dialog('check_delivery_again', {address: 'ada@example.com', site: 'portal'});

const logPlace = {
	address: 'ada@example.com',
	filter: {},
	walk: {since: '2026-11-01T00:00:00.000Z', until: '2026-11-20T00:00:00.000Z', pages: [{starts: [], done: []}]},
	page: 1,
};
const logCard: Carry = async ({dialog}) => dialog('log_card', {place: JSON.stringify(logPlace)});

/** So that each button would work for whoever may press it. */
const carried: Readonly<Record<string, Carry>> = {
	[actions.removeSuppression.id]: removal,
	[actions.askForRequest.id]: removal,
	[actions.undoRemoval.id]: removal,
	[actions.checkAgain.id]: check,
	[actions.checkDelivery.id]: check,
	[actions.checkSeveral.id]: ({dialog}) => dialog(actions.checkSeveral.id, {addresses: 'ada@example.com eve@example.org'}),
	[actions.openFromSeveral.id]: check,
	[actions.shareCheck.id]: check,
	[actions.shareSuppressions.id]: check,
	[actions.removeFromCheck.id]: check,
	[actions.askFromCheck.id]: check,
	[actions.undoFromCheck.id]: check,
	[actions.draftReply.id]: check,
	[actions.chooseStart.id]: check,
	[actions.noteCheck.id]: check,
	[actions.noteSuppressions.id]: check,
	[actions.resendConfirmation.id]: check,
	[actions.openConfirmationForm.id]: check,
	[actions.sendReset.id]: check,
	[actions.reportReset.id]: check,
	[actions.openAdminPage.id]: check,
	[actions.portalAccount.id]: portalCheck,
	[actions.openPortalConfirmation.id]: portalCheck,
	[actions.openPortalSignIn.id]: portalCheck,
	[actions.showLog.id]: check,
	[actions.checkLog.id]: logCard,
	[actions.nextLogPage.id]: logCard,
	[actions.previousLogPage.id]: logCard,
	[actions.filterLog.id]: logCard,
	[actions.escalate.id]: check,
	[actions.supportPin.id]: pinned,
	[actions.revokePin.id]: pinned,
	[actions.watchDelivery.id]: ({dialog}) => dialog(actions.watchDelivery.id, {address: 'ada@example.com', sendingDomain: 'mg.gitlab.com'}),
	[actions.previewMessage.id]: record,
	[actions.resendMessage.id]: record,
	[actions.reviewRequest.id]: pending,
	[actions.reviewRemoval.id]: pending,
	[actions.denyRequest.id]: pending,
	[actions.cancelRequest.id]: pending,
	[actions.markAsSent.id]: unknown,
	[actions.markAsNotSent.id]: unknown,
	[actions.sendAgain.id]: unknown,
	[actions.sweepAgain.id]: sweep,
	[actions.nextSweepPage.id]: sweep,
	[actions.previousSweepPage.id]: sweep,
	[actions.exportSweep.id]: sweep,
	[actions.deepScan.id]: sweep,
	[actions.cancelScan.id]: ({sweep: keep}, requester) => keep('deep', requester),
	[actions.removeSelected.id]: ({sweep}) => sweep(),
	[actions.showBulkResults.id]: ({bulk}) => bulk(),
	[actions.openCheck.id]: async () => 'home',
	[actions.openFind.id]: async () => 'home',
	[actions.undoFromHome.id]: removal,
};

interface FilledForm {
	readonly metadata: string;
	readonly texts: Readonly<Record<string, string>>;
	readonly choices?: Readonly<Record<string, string>>;
	readonly ticks?: Readonly<Record<string, readonly string[]>>;
}
type Fill = (belongings: Belongings, requester: string) => Promise<FilledForm>;

const wish = {request: 'They asked for it', ticket: '4711'};
const proof = {send_to: 'ada@example.net', evidence: 'In the ticket', reason: 'They moved', ticket: '4711'};
const aboutRequest =
	(purpose: string): Carry =>
	async (belongings, requester) =>
		belongings.dialog(purpose, {request: await pending(belongings, requester)});

/** The form as it would go out for whoever may submit it. */
const filled: Readonly<Record<string, Fill>> = {
	[modals.findSuppressions.id]: async ({dialog}) => ({
		metadata: await dialog(modals.findSuppressions.id, {}),
		texts: {subject: 'ada@example.com', ticket: ''},
	}),
	[modals.checkDelivery.id]: async ({dialog}) => ({
		metadata: await dialog(modals.checkDelivery.id, {}),
		texts: {subject: 'ada@example.com', reported: '', ticket: ''},
		choices: {mail: 'code'},
	}),
	[modals.chooseAddress.id]: async ({dialog}) => ({
		metadata: await dialog(modals.chooseAddress.id, {addresses: 'ada@example.com eve@example.org'}),
		texts: {},
		choices: {address: '1'},
	}),
	[modals.portalAccount.id]: async ({dialog}) => ({
		metadata: await dialog(modals.portalAccount.id, {address: 'ada@example.com', site: 'portal'}),
		texts: {},
		choices: {found: 'no'},
	}),
	[modals.removeSuppression.id]: async ({dialog, removal: see}) => ({
		metadata: await dialog(modals.removeSuppression.id, {removal: await see()}),
		texts: wish,
	}),
	[modals.removeFromCheck.id]: async ({dialog, removal: see}) => ({
		metadata: await dialog(modals.removeFromCheck.id, {address: 'ada@example.com', removal: await see()}),
		texts: wish,
	}),
	[modals.escalate.id]: async ({dialog}) => ({
		metadata: await dialog(modals.escalate.id, {address: 'ada@example.com'}),
		texts: {admin_page: 'Another address is pending', ticket: '4711'},
	}),
	[modals.supportPin.id]: async ({dialog}) => ({
		metadata: await dialog(modals.supportPin.id, {address: 'ada@example.com', owner: '1'}),
		texts: {pin: '314159', ticket: '4711'},
	}),
	[modals.removeSelected.id]: async ({dialog, sweep, choice}) => {
		const id = await sweep();
		const metadata = await dialog(modals.removeSelected.id, {sweep: id});
		return {metadata, texts: {reason: 'Their server was down', ticket: ''}, ticks: {addresses_0: [await choice(id)]}};
	},
	[modals.filterLog.id]: async ({dialog}) => ({
		metadata: await dialog(modals.filterLog.id, {place: JSON.stringify(logPlace)}),
		texts: {recipient: '', code: '550', text: ''},
		choices: {kind: 'any', status: 'any', sending_domain: 'any'},
	}),
	[modals.addNote.id]: async ({dialog}) => ({
		metadata: await dialog(modals.addNote.id, {text: 'A note', essence: 'A note', address: 'ada@example.com'}),
		texts: {ticket: '4711'},
	}),
	[modals.draftReply.id]: async (belongings, requester) => ({metadata: await check(belongings, requester), texts: {reply: 'Hello Ada'}}),
	[modals.resendMessage.id]: async ({dialog, record: keep}) => {
		const {id: message, batch} = await keep();
		const metadata = await dialog(modals.resendMessage.id, {batch, channel: 'C0SUPPORT'});
		return {metadata, texts: proof, choices: {message, verification: 'challenge'}};
	},
	[modals.reviewRequest.id]: async (belongings, requester) => ({
		metadata: await aboutRequest(modals.reviewRequest.id)(belongings, requester),
		texts: {},
	}),
	[modals.reviewRemoval.id]: async (belongings, requester) => ({
		metadata: await aboutRequest(modals.reviewRemoval.id)(belongings, requester),
		texts: {},
	}),
	[modals.denyRequest.id]: async (belongings, requester) => ({
		metadata: await aboutRequest(modals.denyRequest.id)(belongings, requester),
		texts: {reason: 'Not enough evidence'},
	}),
};

const teach = (what: string, table: string) =>
	new Error(
		`Nobody tries ${what} yet. Say in \`${table}\` of test/support/pressable.ts what it takes for it to work; then every kind of person tries it.`,
	);

/** @throws Error when nobody said what the button carries. */
export function carriedBy(actionId: string, belongings: Belongings, requester: string): Promise<string> {
	const carry = carried[actionId];
	if (carry === undefined) throw teach(`the button ${actionId}`, 'carried');
	return carry(belongings, requester);
}

/** As Slack delivers it. @throws Error when nobody said how the form is filled in. */
export async function filledForm(callbackId: string, belongings: Belongings, requester: string) {
	const fill = filled[callbackId];
	if (fill === undefined) throw teach(`the form ${callbackId}`, 'filled');
	const {metadata, texts, choices = {}, ticks = {}} = await fill(belongings, requester);
	const typed = Object.entries(texts).map(([field, value]) => [field, {[field]: {type: 'plain_text_input', value}}]);
	const chosen = Object.entries(choices).map(([field, value]) => [field, {[field]: {type: 'static_select', selected_option: {value}}}]);
	const ticked = Object.entries(ticks).map(([field, values]) => [
		field,
		{[field]: {type: 'checkboxes', selected_options: values.map((value) => ({value}))}},
	]);
	return {metadata, values: Object.fromEntries([...typed, ...chosen, ...ticked])};
}

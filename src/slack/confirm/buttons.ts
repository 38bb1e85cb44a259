import type {Button} from '@slack/types';
import {maskAddress} from '../../model/address.ts';
import type {Step} from '../../model/diagnosis-steps.ts';
import {type Draft, type DraftFacts, type DraftStep, draftFor, isDraftStep} from '../../model/drafts.ts';
import type {Removal, Suppression} from '../../model/suppression.ts';
import {listNames} from '../../model/texts.ts';
import type {DiagnosisReport} from '../../workflows/diagnose.ts';
import {actions, type Entry} from '../ids.ts';
import {type ButtonOptions, button, plain} from '../kit.ts';

/** The ids of the dialogs that stand behind the buttons of one card. */
export interface CardDialogs {
	readonly check: string;
	/** With the drafts of the steps. */
	readonly draft: string;
	readonly log: string | undefined;
	readonly watch: string | undefined;
	/** Undefined when no project takes console requests. */
	readonly escalate: string | undefined;
	/** Undefined without an account. */
	readonly pin: string | undefined;
	/** How the channel is called that the card may be shared with. */
	readonly channel: string | undefined;
	/** For the bounce of an undisclosed address. */
	readonly hidden: string | undefined;
	/** By the id of the undo copy. */
	readonly removals: ReadonlyMap<string, string>;
	/** Others read it too: no button says whose address it is. */
	readonly isPublic?: boolean;
}

export interface Links {
	readonly gitlabUrl: string;
	/** Redeliver fills in GitLab's forms by itself. */
	readonly postsForms: boolean;
}

/** The buttons of the steps in their order, the first one primary; a label stands once. */
export function stepButtons(report: DiagnosisReport, dialogs: CardDialogs, links: Links): readonly Button[] {
	const buttons = report.steps.flatMap((step) => buttonOf(step, report, dialogs, links) ?? []);
	const single = buttons.filter((one, index) => buttons.findIndex((other) => other.action_id === one.action_id) === index);
	return single.map((one, index) => (index === 0 ? {...one, style: 'primary' as const} : one));
}

function buttonOf(step: Step, report: DiagnosisReport, dialogs: CardDialogs, links: Links): Button | undefined {
	switch (step) {
		case 'remove-suppression': {
			const removal = firstBlocking(report);
			return removal === undefined ? hiddenButton(report, dialogs) : removeButton(removal, dialogs);
		}
		case 'resend-confirmation':
			return button('Resend Confirmation', actions.resendConfirmation, dialogs.check);
		case 'send-reset':
			return report.account === undefined ? undefined : resetButton(dialogs.check, links);
		case 'open-admin-page':
			return adminButton(report, dialogs, links);
		case 'portal-facts':
			return button('Portal Account', actions.portalAccount, dialogs.check);
		case 'retry':
			return button('Check Again', actions.checkDelivery, dialogs.check);
		case 'escalate':
			return dialogs.escalate === undefined ? undefined : button('Escalate', actions.escalate, dialogs.escalate);
		default:
			return button('Draft Reply', actions.draftReply, dialogs.draft);
	}
}

/** The undo copy that the first step is about. */
export function firstBlocking({offered, diagnosis}: DiagnosisReport): Removal | undefined {
	return offered.find(({entry}) =>
		diagnosis.blocking.some(
			(other) => other.kind === entry.kind && other.sendingDomain === entry.sendingDomain && other.address === entry.address,
		),
	);
}

/** A bounce that blocks mail to an address which nobody named: no card may show the entry, but it can be removed. */
export function hiddenBounce({named, diagnosis}: DiagnosisReport): Suppression | undefined {
	return named === undefined ? diagnosis.blocking.find((entry) => entry.kind === 'bounce') : undefined;
}

function hiddenButton(report: DiagnosisReport, dialogs: CardDialogs): Button | undefined {
	const entry = hiddenBounce(report);
	if (entry === undefined || dialogs.hidden === undefined) return undefined;
	return button('Remove Suppression', actions.removeFromCheck, dialogs.hidden, removalConfirm('The primary address of the account', entry));
}

function removalConfirm(who: string, {sendingDomain}: Suppression): ButtonOptions {
	return {
		confirm: {
			title: 'Remove this bounce?',
			text: `${who} leaves the bounce list of ${sendingDomain}. Mail to it is tried again. You can undo this for 24 hours.`,
			yes: 'Remove',
		},
	};
}

export function removeButton(removal: Removal, dialogs: CardDialogs): Button {
	const {entry} = removal;
	const dialog = dialogs.removals.get(removal.id) ?? '';
	if (entry.kind !== 'bounce') return button('Remove Suppression', actions.askFromCheck, dialog);
	return button(
		'Remove Suppression',
		actions.removeFromCheck,
		dialog,
		removalConfirm(dialogs.isPublic === true ? maskAddress(entry.address) : entry.address, entry),
	);
}

export function undoButton(removal: Removal, dialogs: CardDialogs): Button {
	const {entry} = removal;
	return button('Undo Removal', actions.undoFromCheck, dialogs.removals.get(removal.id) ?? '', {
		confirm: {
			title: 'Put the entry back?',
			text: `The entry goes back onto the ${listNames[entry.kind]} of ${entry.sendingDomain}, and mail to the address is dropped again.`,
			yes: 'Put Back',
		},
	});
}

export function resetButton(dialog: string, {postsForms}: Links): Button {
	return button('Send Password Reset', actions.sendReset, dialog, {
		confirm: {
			title: 'Send a password reset?',
			text: `It goes to the primary address of the account, which stays undisclosed. ${postsForms ? 'I fill in GitLab’s form at once.' : 'You get the pages for it, and fill in the form yourself.'}`,
			yes: postsForms ? 'Send' : 'Go On',
		},
	});
}

/** Undefined without an account: there is no page. */
export function adminButton({account}: DiagnosisReport, dialogs: Pick<CardDialogs, 'check'>, links: Links): Button | undefined {
	if (account === undefined) return undefined;
	return linkButton(
		'Open Admin Page',
		actions.openAdminPage,
		dialogs.check,
		`${links.gitlabUrl}/admin/users/${encodeURIComponent(account.username)}`,
	);
}

/** Opens a page, and is told to us like any click. */
export function linkButton(label: string, entry: Entry, value: string, url: string): Button {
	return {type: 'button', text: plain(label), action_id: entry.id, value, url};
}

/** `Revoke PIN` only where somebody has just seen that there is a PIN: cards do not ask for it by themselves. */
export function pinButtons({acts}: DiagnosisReport, {pin}: CardDialogs): readonly Button[] {
	if (pin === undefined) return [];
	const last = acts.find(({act}) => act.startsWith('support-pin-'))?.act;
	const mayBeThere = last !== undefined && last !== 'support-pin-revoked';
	return [
		button('Support PIN', actions.supportPin, pin),
		...(mayBeThere ? [button('Revoke PIN', actions.revokePin, pin, revokeConfirm)] : []),
	];
}

const revokeConfirm: ButtonOptions = {
	confirm: {
		title: 'Revoke the Support PIN?',
		text: 'The PIN of this account stops working at once. This cannot be undone: only the customer can make a new one.',
		yes: 'Revoke',
	},
};

/** What the draft dialog of a card offers. */
export function draftsOf(steps: readonly Step[], facts: DraftFacts): readonly Draft[] {
	return steps.filter((step): step is DraftStep => isDraftStep(step)).map((step) => draftFor(step, facts));
}

import type {Deed} from '../model/person.ts';

/** Everything that a person can press, with what they need to be allowed to. What is not here is refused. */
export interface Entry {
	readonly id: string;
	readonly deed: Deed;
	/** Acknowledged means it will be done, crash or not: the inbox keeps the body until then. */
	readonly durable: boolean;
}

export const commands = {suppression: '/suppression', confirm: '/confirm'} as const;

export const actions = {
	removeSuppression: {id: 'remove_suppression', deed: 'act', durable: true},
	/** Complaints and unsubscribes: the same button, but it opens a modal. */
	askForRequest: {id: 'ask_for_request', deed: 'act', durable: false},
	undoRemoval: {id: 'undo_removal', deed: 'act', durable: true},
	checkAgain: {id: 'check_suppressions_again', deed: 'look-up', durable: false},
	checkDelivery: {id: 'check_delivery_again', deed: 'look-up', durable: false},
	/** On the card of several addresses. */
	checkSeveral: {id: 'check_several_again', deed: 'look-up', durable: false},
	openFromSeveral: {id: 'open_check_from_several', deed: 'look-up', durable: false},
	shareCheck: {id: 'share_check_to_channel', deed: 'look-up', durable: false},
	shareSuppressions: {id: 'share_suppressions_to_channel', deed: 'look-up', durable: false},
	/** The same deeds as on the suppression card; the answer is the diagnosis again. */
	removeFromCheck: {id: 'remove_suppression_from_check', deed: 'act', durable: true},
	askFromCheck: {id: 'ask_for_request_from_check', deed: 'act', durable: false},
	undoFromCheck: {id: 'undo_removal_from_check', deed: 'act', durable: true},
	draftReply: {id: 'draft_reply', deed: 'look-up', durable: false},
	/** In the form of a reply: what it begins as. */
	chooseStart: {id: 'choose_start_of_reply', deed: 'look-up', durable: false},
	/** Opens a form. */
	noteCheck: {id: 'add_ticket_note_from_check', deed: 'act', durable: false},
	noteSuppressions: {id: 'add_ticket_note_from_suppressions', deed: 'act', durable: false},
	resendConfirmation: {id: 'resend_confirmation', deed: 'act', durable: true},
	openConfirmationForm: {id: 'open_confirmation_form', deed: 'act', durable: false},
	sendReset: {id: 'send_password_reset', deed: 'act', durable: true},
	reportReset: {id: 'i_have_sent_it', deed: 'act', durable: true},
	openAdminPage: {id: 'open_admin_page', deed: 'look-up', durable: false},
	/** Opens the dialogue that asks what the Portal's admin page shows. */
	portalAccount: {id: 'portal_account', deed: 'look-up', durable: false},
	openPortalConfirmation: {id: 'open_portal_confirmation_form', deed: 'act', durable: false},
	openPortalSignIn: {id: 'open_portal_sign_in_page', deed: 'act', durable: false},
	/** Opens a form. */
	escalate: {id: 'escalate', deed: 'act', durable: false},
	supportPin: {id: 'support_pin', deed: 'act', durable: false},
	revokePin: {id: 'revoke_support_pin', deed: 'act', durable: true},
	watchDelivery: {id: 'watch_delivery', deed: 'act', durable: false},
	showLog: {id: 'show_log', deed: 'look-up', durable: false},
	checkLog: {id: 'read_log_again', deed: 'look-up', durable: false},
	nextLogPage: {id: 'next_log_page', deed: 'look-up', durable: false},
	previousLogPage: {id: 'previous_log_page', deed: 'look-up', durable: false},
	filterLog: {id: 'filter_log', deed: 'look-up', durable: false},
	previewMessage: {id: 'preview_message', deed: 'look-up', durable: false},
	resendMessage: {id: 'resend_message', deed: 'request', durable: false},
	/** Opens the review; its submission is the decision. */
	reviewRequest: {id: 'approve_request', deed: 'decide', durable: false},
	reviewRemoval: {id: 'approve_bulk_removal', deed: 'decide', durable: false},
	denyRequest: {id: 'deny_request', deed: 'decide', durable: false},
	cancelRequest: {id: 'cancel_request', deed: 'cancel', durable: true},
	markAsSent: {id: 'mark_as_sent', deed: 'decide', durable: true},
	markAsNotSent: {id: 'mark_as_not_sent', deed: 'decide', durable: true},
	sendAgain: {id: 'send_again', deed: 'decide', durable: true},
	sweepAgain: {id: 'sweep_domain_again', deed: 'look-up', durable: false},
	nextSweepPage: {id: 'next_sweep_page', deed: 'look-up', durable: false},
	previousSweepPage: {id: 'previous_sweep_page', deed: 'look-up', durable: false},
	exportSweep: {id: 'export_sweep', deed: 'look-up', durable: false},
	deepScan: {id: 'deep_scan', deed: 'look-up', durable: true},
	cancelScan: {id: 'cancel_scan', deed: 'cancel', durable: true},
	/** Opens the form of a bulk removal. */
	removeSelected: {id: 'remove_selected', deed: 'act', durable: false},
	showBulkResults: {id: 'show_bulk_results', deed: 'look-up', durable: false},
	/** In the App Home. */
	openCheck: {id: 'open_check_email_delivery', deed: 'look-up', durable: false},
	openFind: {id: 'open_find_suppressions', deed: 'look-up', durable: false},
	undoFromHome: {id: 'undo_removal_from_home', deed: 'act', durable: true},
} as const satisfies Readonly<Record<string, Entry>>;

export const modals = {
	findSuppressions: {id: 'find_suppressions', deed: 'look-up', durable: false},
	removeSuppression: {id: 'remove_suppression_modal', deed: 'act', durable: true},
	checkDelivery: {id: 'check_email_delivery', deed: 'look-up', durable: false},
	chooseAddress: {id: 'choose_address', deed: 'look-up', durable: false},
	removeFromCheck: {id: 'remove_suppression_from_check_modal', deed: 'act', durable: true},
	draftReply: {id: 'draft_reply_modal', deed: 'act', durable: true},
	addNote: {id: 'add_ticket_note_modal', deed: 'act', durable: true},
	escalate: {id: 'escalate_modal', deed: 'act', durable: true},
	/** Never durable: nothing may keep the PIN. */
	supportPin: {id: 'support_pin_modal', deed: 'act', durable: false},
	portalAccount: {id: 'portal_account_modal', deed: 'look-up', durable: false},
	removeSelected: {id: 'remove_selected_modal', deed: 'act', durable: true},
	filterLog: {id: 'filter_log_modal', deed: 'look-up', durable: false},
	resendMessage: {id: 'resend_message_modal', deed: 'request', durable: true},
	reviewRequest: {id: 'approve_request_modal', deed: 'decide', durable: true},
	reviewRemoval: {id: 'approve_bulk_removal_modal', deed: 'decide', durable: true},
	denyRequest: {id: 'deny_request_modal', deed: 'decide', durable: true},
} as const satisfies Readonly<Record<string, Entry>>;

/** What is approved is read in a dialog of its kind. */
export const reviews = {
	resend: {button: actions.reviewRequest, modal: modals.reviewRequest, title: 'Review resend request'},
	'bulk-removal': {button: actions.reviewRemoval, modal: modals.reviewRemoval, title: 'Review bulk removal'},
} as const;

/** Callback ids, as the manifest names them. */
export const shortcuts = {
	check: {id: 'check_email_delivery', deed: 'look-up', durable: false},
	checkMessage: {id: 'check_email_delivery_of_message', deed: 'look-up', durable: false},
} as const satisfies Readonly<Record<string, Entry>>;

/** What Slack tells of by itself. */
export const events = {homeOpened: {id: 'app_home_opened', deed: 'look-up', durable: false}} as const satisfies Readonly<
	Record<string, Entry>
>;

const durableIds = new Set<string>(
	[...Object.values(actions), ...Object.values(modals)].filter((entry) => entry.durable).map((entry) => entry.id),
);

export function isDurable(id: string): boolean {
	return durableIds.has(id);
}

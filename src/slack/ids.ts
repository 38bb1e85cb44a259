import type {Deed} from '../model/person.ts';

/** Everything that a person can press, with what they need to be allowed to. What is not here is refused. */
export interface Entry {
	readonly id: string;
	readonly deed: Deed;
	/** Acknowledged means it will be done, crash or not: the inbox keeps the body until then. */
	readonly durable: boolean;
}

export const commands = {suppression: '/suppression'} as const;

export const actions = {
	removeSuppression: {id: 'remove_suppression', deed: 'act', durable: true},
	/** Complaints and unsubscribes: the same button, but it opens a modal. */
	askForRequest: {id: 'ask_for_request', deed: 'act', durable: false},
	undoRemoval: {id: 'undo_removal', deed: 'act', durable: true},
	checkAgain: {id: 'check_suppressions_again', deed: 'look-up', durable: false},
} as const satisfies Readonly<Record<string, Entry>>;

export const modals = {
	findSuppressions: {id: 'find_suppressions', deed: 'look-up', durable: false},
	removeSuppression: {id: 'remove_suppression_modal', deed: 'act', durable: true},
} as const satisfies Readonly<Record<string, Entry>>;

const durableIds = new Set<string>(
	[...Object.values(actions), ...Object.values(modals)].filter((entry) => entry.durable).map((entry) => entry.id),
);

export function isDurable(id: string): boolean {
	return durableIds.has(id);
}

import type {AuditNote} from '../../model/audit.ts';
import type {Removal, RemovalState, Suppression} from '../../model/suppression.ts';

/** The undo copies. Each move is one transaction with its audit entry. */
export interface Removals {
	/** Keeps what a card is about to show; returns one copy per entry. */
	readonly see: (entries: readonly Suppression[], sighting: Sighting) => Promise<readonly Removal[]>;
	readonly find: (id: string) => Promise<Removal | undefined>;
	/** What was removed or put back for this address lately, or is on its way; newest first. */
	readonly recent: (address: string) => Promise<readonly Removal[]>;
	/**
	 * One conditional move. Undefined when the copy is not in one of the states `from`: somebody else was first.
	 * A copy that is on its way (`removing`, `restoring`) can be taken over by the same delivery, or after a minute.
	 */
	readonly move: (move: RemovalMove) => Promise<Removal | undefined>;
}

export interface Sighting {
	readonly by: string;
	/** The address that was asked for, as typed. */
	readonly asked: string;
	readonly ticket: string | undefined;
}

export interface RemovalMove {
	readonly id: string;
	readonly from: readonly RemovalState[];
	readonly to: RemovalState;
	readonly by: string;
	/** The delivery (or job) that moves it: a crashed one continues under the same key. */
	readonly delivery: string;
	/** The entry as just read, when it differs from the copy. */
	readonly entry?: Suppression | undefined;
	readonly ticket?: string | undefined;
	readonly note: AuditNote;
}

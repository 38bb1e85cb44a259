import type {AuditNote, Checkpoint} from '../../model/audit.ts';

/** The tamper-evident trail. */
export interface AuditTrail {
	readonly record: (note: AuditNote) => Promise<void>;
	/** What stands in the trail about an address, newest first. */
	readonly about: (address: string, limit: number) => Promise<readonly AuditLine[]>;
}

export interface AuditLine extends AuditNote {
	readonly seq: number;
	readonly at: Date;
}

/** What the database no longer has to know. */
export interface Housekeeping {
	readonly forget: () => Promise<void>;
	readonly head: () => Promise<Checkpoint>;
}

import type {AuditNote} from '../../model/audit.ts';
import type {Trouble} from '../../model/errors.ts';
import type {Suppressed, Sweep, SweepEntry, SweepFinding} from '../../model/sweep.ts';
import type {MessagePlace} from './watches.ts';

/** What was found of whole customer domains. */
export interface Sweeps {
	/** A quick sweep, when it is finished. The same delivery keeps one only. */
	readonly keep: (sweep: NewSweep, findings: readonly SweepFinding[], note: AuditNote) => Promise<Sweep>;
	/** Undefined when there is none of this id, or it is somebody else's. */
	readonly find: (id: string, by: string) => Promise<Sweep | undefined>;
	/** In ascending sequence, which is `now` before the others; `after`: of an entry, not among them. `suppressed`: only these. */
	readonly entries: (id: string, page: EntryPage) => Promise<readonly SweepEntry[]>;
}

export interface EntryPage {
	readonly suppressed?: Suppressed | undefined;
	readonly limit: number;
	readonly after?: number | undefined;
	/** So many more are passed over. */
	readonly skip?: number | undefined;
}

export type NewSweep = Pick<Sweep, 'by' | 'ticket' | 'domain' | 'sendingDomains' | 'sight'> & {readonly delivery: string};

/** Deep scans: sweeps that are still looking. */
export interface Scans {
	/**
	 * Begins where the lists begin; what the log showed comes along from the sweep `from`. `already`: this person scans the domain now.
	 * The same delivery begins one only.
	 */
	readonly begin: (scan: NewScan, note: AuditNote) => Promise<'begun' | 'already'>;
	/** What somebody has to go on with, and nobody is working on; from now on this process's, for a while. */
	readonly due: () => Promise<readonly Scan[]>;
	/**
	 * Keeps what a page held, and where to go on; and holds on to the scan for a while longer. Undefined when it was cancelled, or another
	 * process came first: then nothing is kept.
	 */
	readonly advance: (scan: Scan, step: ScanStep) => Promise<Scan | undefined>;
	/** From `running` only, with the note; false: it had ended before. */
	readonly end: (id: string, end: ScanEnd, note: AuditNote) => Promise<boolean>;
	/** The same by the one whose it is. Undefined: there is none of this id, or it is somebody else's. */
	readonly cancel: (id: string, by: string, note: AuditNote) => Promise<boolean | undefined>;
	/** The intent to post the message that is edited on the way. True for the first who asks. */
	readonly mayPost: (id: string) => Promise<boolean>;
	/** Takes the intent back: the message certainly was not posted. */
	readonly notPosted: (id: string) => Promise<void>;
	/** Where it stands. */
	readonly posted: (id: string, at: MessagePlace) => Promise<void>;
	/** Its end was told: nothing is left to do. */
	readonly told: (id: string) => Promise<void>;
	/** Gives it back, to be looked at in so many seconds; with a trouble, that counts as a failure in a row. */
	readonly postpone: (id: string, seconds: number, trouble?: Trouble) => Promise<void>;
}

export type NewScan = Pick<Sweep, 'by' | 'ticket' | 'domain' | 'sendingDomains' | 'sight'> & {
	readonly from: string;
	readonly delivery: string;
};

/** A deep scan and how far it has come. */
export interface Scan {
	readonly id: string;
	readonly sweep: Omit<Sweep, 'counts' | 'addresses'>;
	/** The list that is being read, counted from 0 over all kinds of all sending domains. */
	readonly list: number;
	/** Within it; undefined: at its beginning. */
	readonly cursor: string | undefined;
	readonly pages: number;
	/** Entries of anybody. */
	readonly seen: number;
	/** Entries of the domain. */
	readonly found: number;
	/** Failures in a row, and what the last one was. */
	readonly failures: number;
	readonly trouble: Trouble | undefined;
	/** Where its message stands. */
	readonly place: MessagePlace | undefined;
}

export interface ScanStep {
	readonly found: readonly SweepFinding[];
	readonly seen: number;
	readonly list: number;
	readonly cursor: string | undefined;
}

export interface ScanEnd {
	readonly state: 'finished' | 'failed';
	readonly isWhole: boolean;
}

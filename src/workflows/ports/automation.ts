import type {AuditNote} from '../../model/audit.ts';
import type {AutomationRun, AutomationSwitch} from '../../model/automation.ts';

/** The looks that webhooks ask for, and the switch that stops them. */
export interface Automation {
	/** False: the same delivery was here before. */
	readonly receive: (delivery: string, ticket: string) => Promise<boolean>;
	/** Those that somebody has to go on with, and nobody is working on; from now on this process's, for a while. */
	readonly due: () => Promise<readonly AutomationRun[]>;
	/** Nobody else takes it up for a while longer. */
	readonly hold: (id: string) => Promise<void>;
	/** One look for a ticket as it stands (`stamp`), and one at a time in a ticket. `repeated`: it had its look. `busy`: another one is under way there. */
	readonly begin: (id: string, stamp: string, note: AuditNote) => Promise<'begun' | 'repeated' | 'busy'>;
	/** The intent to answer the customer. False: an earlier look answered in this ticket. */
	readonly mayAnswer: (run: Pick<AutomationRun, 'id' | 'ticket'>) => Promise<boolean>;
	/** Nothing was written after all: a later look may answer. */
	readonly notAnswered: (run: Pick<AutomationRun, 'id'>) => Promise<void>;
	readonly answeredBefore: (run: Pick<AutomationRun, 'id' | 'ticket'>) => Promise<boolean>;
	/** Gives it back, to be gone on with in so many seconds. */
	readonly postpone: (id: string, seconds: number) => Promise<void>;
	/** Once, with the note in the same transaction. */
	readonly end: (id: string, note: AuditNote | undefined) => Promise<void>;
	/** Read now: all processes share it. */
	readonly switched: () => Promise<AutomationSwitch>;
	/** Undefined: it stands like that already, and nothing was changed. */
	readonly turn: (isOn: boolean, note: AuditNote) => Promise<AutomationSwitch | undefined>;
}

import type {SystemHealth} from '../../model/health.ts';
import type {HomeRecords} from '../../model/home.ts';
import type {PersonRef} from './people.ts';

/** Who looks at their App Home, and what they were shown there. */
export interface Homes {
	/** Somebody looks at theirs now: for some hours it follows what happens. For a while nobody else takes it up. */
	readonly open: (person: PersonRef) => Promise<OpenHome>;
	/** Those whose records are no longer what they were shown, and that nobody is working on; from now on this process's, for a while. */
	readonly due: () => Promise<readonly OpenHome[]>;
	readonly read: (userId: string, isManager: boolean) => Promise<HomeReading>;
	/** They see what was read; `version` is Slack's word for it. */
	readonly shown: (userId: string, seen: Seen) => Promise<void>;
	/** What they see is not known: to be shown anew, in so many seconds. */
	readonly showAgain: (userId: string, seconds: number) => Promise<void>;
	/** Follows nothing more, until they open it again. */
	readonly close: (userId: string) => Promise<void>;
}

export interface OpenHome {
	readonly id: string;
	readonly person: PersonRef;
	/** Slack's word for what they see; undefined: not known. */
	readonly version: string | undefined;
}

export interface HomeReading {
	readonly records: HomeRecords;
	/** Stands for these records, or older ones: others have another. */
	readonly marker: string;
}

export interface Seen {
	readonly marker: string;
	readonly isManager: boolean;
	readonly version: string | undefined;
}

/** How the systems answered lately, without asking them. */
export interface Health {
	readonly systems: () => readonly SystemHealth[];
}

import type {ApprovalRequest, CaseThread, FingerprintFields, RequestState, ResendMessage} from '../../model/approval.ts';
import type {AuditNote, Seal} from '../../model/audit.ts';
import type {RequestHistory} from '../../model/request-risks.ts';
import type {Resend, ResendState} from '../../model/resend.ts';

/** The requests for approval. Each move is one conditional update, in one transaction with its audit entry. */
export interface Requests {
	/** Keyed hash of the operator's key, for fingerprints. */
	readonly seal: Seal;
	/** The database's clock: the one that expiry goes by. */
	readonly now: () => Promise<Date>;
	/** The same delivery makes one request only. */
	/** `isNew`: false when the same deed has made it before. */
	readonly create: (draft: NewRequest, note: AuditNote) => Promise<NewlyMade>;
	readonly find: (id: string) => Promise<ApprovalRequest | undefined>;
	/**
	 * Undefined when the request is in none of the states `from`, the arrow does not exist, or (to `approved` and `sending`) its time is
	 * over: somebody else was first. Whoever moves it works on it for a while; nobody else takes it up meanwhile.
	 */
	readonly move: (move: RequestMove) => Promise<ApprovalRequest | undefined>;
	/** Where the case is told. */
	readonly note: (id: string, thread: CaseThread) => Promise<void>;
	/** True for the one who told the state first. `undefined`: nothing was told. */
	readonly told: (id: string, state: RequestState | undefined) => Promise<boolean>;
	/** Counts a reminder, or takes it back, as long as the request waits. True for the one who counted it. */
	readonly remind: (id: string, count: {readonly from: number; readonly to: number}) => Promise<boolean>;
	/** What somebody has to go on with, and nobody is working on; from now on this process's, for a while. */
	readonly due: () => Promise<readonly ApprovalRequest[]>;
	/** Gives it back, to be looked at in so many seconds. */
	readonly postpone: (id: string, seconds: number) => Promise<void>;
	readonly historyOf: (request: ApprovalRequest) => Promise<RequestHistory>;
}

/** Without what the record gives by itself. */
type Undated<Fields> = Fields extends FingerprintFields ? Omit<Fields, 'id' | 'expiresAt'> : never;

export interface NewlyMade {
	readonly request: ApprovalRequest;
	readonly isNew: boolean;
}

export interface NewRequest {
	readonly fields: Undated<FingerprintFields>;
	readonly lifeSeconds: number;
	readonly place: string;
	readonly delivery: string;
}

export interface RequestMove {
	readonly id: string;
	readonly from: readonly RequestState[];
	readonly to: RequestState;
	/** Only if so many calls have been begun: an outcome belongs to its own attempt. */
	readonly attempt?: number;
	/** Only if its time is over by the database's clock. */
	readonly expired?: boolean;
	readonly decidedBy?: string;
	readonly reason?: string;
	readonly sentMessageId?: string;
	readonly note: AuditNote;
}

/** Messages sent again to the address that they had. */
export interface Resends {
	/** The intent. The same delivery gets the same record, and only its first call may send. */
	readonly begin: (
		draft: {readonly message: ResendMessage; readonly by: string; readonly ticket: string | undefined; readonly delivery: string},
		note: AuditNote,
	) => Promise<{readonly resend: Resend; readonly mayBeSent: boolean}>;
	readonly find: (delivery: string) => Promise<Resend | undefined>;
	/** From `sending` only. Undefined: somebody else was first. */
	readonly settle: (
		outcome: {
			readonly id: string;
			readonly to: Exclude<ResendState, 'sending'>;
			readonly sentMessageId?: string;
			readonly reason?: string;
		},
		note: AuditNote,
	) => Promise<Resend | undefined>;
	readonly told: (id: string) => Promise<boolean>;
	readonly due: () => Promise<readonly Resend[]>;
	readonly postpone: (id: string, seconds: number) => Promise<void>;
}

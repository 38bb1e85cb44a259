import {type FingerprintFields, fingerprintOf} from '../../src/model/approval.ts';
import type {Seal} from '../../src/model/audit.ts';

/** A request of which nobody has decided anything, sealed. */
export function pendingRequest<Fields extends FingerprintFields>(fields: Fields, createdAt: Date, seal: Seal) {
	return {
		...fields,
		state: 'pending',
		createdAt,
		fingerprint: fingerprintOf(fields, seal),
		decidedBy: undefined,
		decidedAt: undefined,
		note: undefined,
		attempts: 0,
		sendingSince: undefined,
		sentMessageId: undefined,
		place: 'C0APPROVE',
		thread: undefined,
		told: undefined,
		reminders: 0,
	} as const;
}

import type {Diagnosis} from './diagnosis.ts';
import {classifyReply, permanenceOf, type ReasonClass} from './smtp-reply.ts';

/** Why the mail that the verdict rests on failed. */
export interface FailureReason {
	readonly reason: ReasonClass;
	/** It will fail again until somebody changes something: as the reply says, else as Mailgun took it. */
	readonly permanent: boolean;
}

/** Undefined when the verdict rests on no failure. */
export function failureOf({scene, verdict, blocking}: Diagnosis): FailureReason | undefined {
	if (verdict === 'suppressed-bounce') {
		const bounce = blocking.find((entry) => entry.kind === 'bounce');
		return bounce === undefined ? undefined : {reason: classifyReply(bounce), permanent: permanenceOf(bounce) !== 'temporary'};
	}
	const newest = scene.newest.known ? scene.newest.value : undefined;
	if (newest?.last.event !== 'failed' || (verdict !== 'rejected' && verdict !== 'delayed')) return undefined;
	return {reason: classifyReply(newest.last), permanent: (permanenceOf(newest.last) ?? newest.last.severity) === 'permanent'};
}

import type {Diagnosis} from './diagnosis.ts';
import {classifyReply, type ReasonClass} from './smtp-reply.ts';

/** Why the mail that the verdict rests on failed. */
export interface FailureReason {
	readonly reason: ReasonClass;
	/** It will fail again until somebody changes something. */
	readonly permanent: boolean;
}

/** Undefined when the verdict rests on no failure. */
export function failureOf({scene, verdict, blocking}: Diagnosis): FailureReason | undefined {
	if (verdict === 'suppressed-bounce') {
		const bounce = blocking.find((entry) => entry.kind === 'bounce');
		return bounce === undefined ? undefined : {reason: classifyReply(bounce.code, bounce.text), permanent: !bounce.code.startsWith('4')};
	}
	const newest = scene.newest.known ? scene.newest.value : undefined;
	if (newest?.last.event !== 'failed' || (verdict !== 'rejected' && verdict !== 'delayed')) return undefined;
	return {reason: classifyReply(newest.last.code, newest.last.text), permanent: newest.last.severity === 'permanent'};
}

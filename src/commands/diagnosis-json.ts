import type {DiagnosisReport} from '../workflows/diagnose.ts';

/** What the diagnosis took. */
export interface Cost {
	/** Repeated ones too. */
	readonly upstreamCalls: number;
	readonly durationMs: number;
}

/** One object on one line. Its fields are a promise to programs. An address that nobody named is `null`. */
export function diagnosisJson({named, diagnosis, steps, evidence, sources, caveats, failure}: DiagnosisReport, cost: Cost): string {
	const {verdict, also} = diagnosis;
	return escapeUnseen(
		JSON.stringify({
			address: named?.text ?? null,
			verdict,
			also,
			nextSteps: steps,
			evidence: evidence.map(({source, at, text}) => ({source, at: at?.toISOString() ?? null, text})),
			sources: Object.fromEntries(sources.map(({source, state}) => [source, state])),
			caveats,
			reasonClass: failure?.reason ?? null,
			permanent: failure?.permanent ?? null,
			...cost,
		}),
	);
}

/** Some of what JSON lets through as it is, a terminal obeys. */
function escapeUnseen(json: string): string {
	return json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
		character
			.split('')
			.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
			.join(''),
	);
}

import {blockingEntries, type DiagnosisFacts, type Scene, setScene} from './diagnosis-facts.ts';
import {gitlabRules} from './gitlab-rules.ts';
import {portalRules} from './portal-rules.ts';
import type {Suppression} from './suppression.ts';
import type {VerdictCode} from './verdicts.ts';

export interface Diagnosis {
	readonly scene: Scene;
	readonly verdict: VerdictCode;
	/** Everything else that holds. */
	readonly also: readonly VerdictCode[];
	/** Rules that nobody can judge, for a source did not answer. */
	readonly open: readonly VerdictCode[];
	readonly blocking: readonly Suppression[];
}

/** From facts to a verdict. Pure: the same facts, the same verdict. */
export function diagnose(facts: DiagnosisFacts): Diagnosis {
	const scene = setScene(facts);
	const judged = (facts.site === 'portal' ? portalRules : gitlabRules).map((rule) => ({rule, truth: rule.holds(scene)}));
	const holding = judged.filter((entry) => entry.truth === 'yes');
	const candidates = facts.portal?.told === undefined ? judged.filter(({rule}) => rule.told !== true) : judged;
	const firstAt = candidates.findIndex((entry) => entry.truth === 'yes');
	const first = candidates[firstAt]?.rule;
	const openAbove = candidates.slice(0, Math.max(firstAt, 0)).some((entry) => entry.truth === 'open');
	const verdict = first === undefined || (openAbove && !first.firm) ? 'incomplete' : first.code;
	return {
		scene,
		verdict,
		also: holding.map((entry) => entry.rule.code).filter((code) => code !== verdict),
		open: candidates.filter((entry) => entry.truth === 'open').map((entry) => entry.rule.code),
		blocking: blockingEntries(scene),
	};
}

/** Of a mail that something stops, or that has nobody to get it. */
const hopeless: readonly VerdictCode[] = [
	'incomplete',
	'no-account',
	'account-expiring',
	'account-blocked',
	'unconfirmed-email-mismatch',
	'address-not-on-account',
	'already-confirmed',
	'suppressed-bounce',
	'suppressed-complaint',
	'suppressed-unsubscribe',
	'portal-no-account',
	'portal-login-inactive',
];

/** Whether a mail of the missed kind can be waited for. */
export function mayStillCome(verdict: VerdictCode): boolean {
	return !hopeless.includes(verdict);
}

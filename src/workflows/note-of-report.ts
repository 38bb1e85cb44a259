import {listSource} from '../model/evidence.ts';
import type {RecentAct} from '../model/recent-acts.ts';
import {nameOf as nameOfSubject} from '../model/subject.ts';
import type {Removal, SuppressionVerdict} from '../model/suppression.ts';
import {listNames} from '../model/texts.ts';
import {type Note, noteOf} from '../model/ticket-note.ts';
import {verdictDetail, verdictWords} from '../model/verdict-texts.ts';
import type {SuppressionReport} from './check-suppressions.ts';
import type {DiagnosisReport} from './diagnose.ts';
import type {Directory} from './ports.ts';
import {sourceName} from './sources.ts';

export interface NoteDeps {
	readonly directory: Directory;
	readonly gitlabUrl: string;
}

/** What a diagnosis found, and what was done lately for the address or the account. */
export async function noteOfDiagnosis({directory, gitlabUrl}: NoteDeps, report: DiagnosisReport): Promise<Note> {
	const {subject, diagnosis, named, account, evidence, sources, offered, recent, acts, checkedAt} = report;
	const facts = {
		name: nameOfSubject(subject),
		headline: `${verdictWords[diagnosis.verdict]} ${verdictDetail(diagnosis)}`,
		verdict: diagnosis.verdict,
		evidence,
		silent: sources.flatMap(({source, trouble}) => (trouble === undefined ? [] : [sourceName(source)])),
		entries: offered.map(({entry}) => entry),
		removals: recent,
		acts,
		disclosed: named !== undefined,
		links: account === undefined ? [] : [`${gitlabUrl}/admin/users/${encodeURIComponent(account.username)}`],
		checkedAt,
	};
	return noteOf(facts, await namesIn(directory, recent, acts));
}

const verdicts: Readonly<Record<SuppressionVerdict, string>> = {
	suppressed: 'The address is on a suppression list now.',
	none: 'No suppression: no list holds the address.',
	incomplete: 'Not known: not every list answered.',
};

/** What the suppression lists say, and what was removed lately. */
export async function noteOfSuppressions({directory}: NoteDeps, report: SuppressionReport): Promise<Note> {
	const {facts, verdict, offered, recent} = report;
	const asked = facts.lists.map(({sendingDomain, kind, answer}) => {
		const words = answer.status === 'answered' && answer.entries.length > 0 ? 'an entry' : 'no entry';
		const source = listSource({sendingDomain, kind});
		return {source, at: undefined, text: `${listNames[kind]} of ${sendingDomain}: ${words}`, isSilent: answer.status !== 'answered'};
	});
	const content = {
		name: facts.address.typed,
		headline: verdicts[verdict],
		evidence: asked.filter(({isSilent}) => !isSilent),
		silent: asked.filter(({isSilent}) => isSilent).map(({source}) => sourceName(source)),
		entries: offered.map(({entry}) => entry),
		removals: recent,
		acts: [],
		disclosed: true,
		links: [],
		checkedAt: facts.checkedAt,
	};
	return noteOf(content, await namesIn(directory, recent, []));
}

/** Slack is asked for the people that the note names, and for nobody else. */
async function namesIn(directory: NoteDeps['directory'], removals: readonly Removal[], acts: readonly RecentAct[]) {
	const ids = [...removals.flatMap(({removedBy, restoredBy}) => [removedBy ?? [], restoredBy ?? []].flat()), ...acts.map(({by}) => by)];
	const people = [...new Set(ids)].filter((id) => /^[UW][A-Z0-9]+$/.test(id));
	const names = new Map(await Promise.all(people.map(async (id) => [id, await directory.nameOf(id)] as const)));
	return (id: string) => names.get(id) ?? id;
}

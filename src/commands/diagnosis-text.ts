import type {Step} from '../model/diagnosis-steps.ts';
import {draftFor, isDraftStep} from '../model/drafts.ts';
import {evidenceLine} from '../model/evidence.ts';
import {nameOf} from '../model/subject.ts';
import {sightingWords} from '../model/ticket-triage.ts';
import {troubleWords} from '../model/trouble-words.ts';
import {mailWords, shortVerdicts, verdictDetail, verdictWords} from '../model/verdict-texts.ts';
import {utc, visible} from '../model/visible.ts';
import type {DiagnosisReport} from '../workflows/diagnose.ts';
import {sourceName} from '../workflows/sources.ts';

/** What the card says, for a terminal: the verdict, what it rests on, and what to do, the first step first. */
export function diagnosisText(report: DiagnosisReport, gitlabUrl: string): string {
	const {diagnosis, evidence, sources, caveats, steps, ticket, sighting} = report;
	const silent = sources.flatMap(({source, trouble}) => (trouble === undefined ? [] : [`${sourceName(source)}: ${troubleWords(trouble)}`]));
	return [
		oneLine(`${nameOf(report.subject)}: ${verdictWords[diagnosis.verdict]} ${verdictDetail(diagnosis)}`),
		...(diagnosis.also.length === 0 ? [] : [`Also: ${diagnosis.also.map((code) => shortVerdicts[code]).join(', ')}.`]),
		`Looked for: the ${mailWords[diagnosis.scene.missed]}.`,
		...part('Evidence', evidence.map(evidenceLine)),
		...part('Not answered', silent),
		...part('Mind', [...caveats, ...(sighting === undefined ? [] : sightingWords(sighting))]),
		...(steps.length === 0
			? []
			: ['', 'Next steps', steps.map((step, index) => `  ${index + 1}. ${stepText(report, step, gitlabUrl)}`).join('\n\n')]),
		'',
		`verdict: ${diagnosis.verdict} · checked ${utc(report.checkedAt)}${ticket === undefined ? '' : ` · ticket ${ticket}`}`,
	].join('\n');
}

function part(title: string, lines: readonly string[]): readonly string[] {
	return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${oneLine(line)}`)];
}

/** A server's reply cannot pass for a line of ours, nor steer the terminal. */
function oneLine(text: string): string {
	return visible(text.replace(/\s+/g, ' ').trim());
}

function stepText(report: DiagnosisReport, step: Step, gitlabUrl: string): string {
	if (!isDraftStep(step)) return `${step}: ${howTo(report, gitlabUrl)[step]}`;
	const {title, text} = draftFor(step, report.drafting);
	const lines = text.split('\n').map((line) => (line === '' ? '' : `     ${oneLine(line)}`));
	return [`${step}: ${title}`, '', ...lines].join('\n');
}

function howTo({subject, account}: DiagnosisReport, gitlabUrl: string) {
	const page = account === undefined ? '' : ` ${gitlabUrl}/admin/users/${encodeURIComponent(account.username)}`;
	return {
		'remove-suppression': `in Slack, /confirm ${nameOf(subject)}, and there Remove Suppression`,
		'open-admin-page': `the account's page:${page}`,
		escalate: 'ask for a console escalation, with what the admin page showed',
		'portal-facts': 'read the admin page of the Customers Portal; in Slack, Portal Account asks what it shows',
		retry: 'ask again when every source answers',
	};
}

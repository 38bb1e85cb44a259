import type {KnownBlock} from '@slack/types';
import {maskAddress} from '../../model/address.ts';
import {evidenceOf} from '../../model/evidence.ts';
import {classifyReply} from '../../model/smtp-reply.ts';
import {maskedNameOf} from '../../model/subject.ts';
import {type Removal, type Suppression, silentLists} from '../../model/suppression.ts';
import {listNames, reasonMeaning} from '../../model/texts.ts';
import {verdictDetail, verdictWords} from '../../model/verdict-texts.ts';
import type {SuppressionReport} from '../../workflows/check-suppressions.ts';
import type {DiagnosisReport} from '../../workflows/diagnose.ts';
import {sourceName} from '../../workflows/sources.ts';
import {actBlocks, alsoBlocks, evidenceBlock, footOf, recentLine} from '../confirm/blocks.ts';
import {bold, type Card, code, line, moment, type Piece, person, small} from '../kit.ts';
import {askedLists, headlineOf} from '../suppression/blocks.ts';

/** A diagnosis for everybody's eyes: the address masked, the evidence as for an address that nobody named, and nothing to press. */
export function sharedDiagnosis(report: DiagnosisReport, by: string): Card {
	return {
		text: `${maskedNameOf(report.subject)}: ${verdictWords[report.diagnosis.verdict]}`,
		blocks: [...maskedDiagnosis(report), sharedBy(by), small(footOf(report))],
	};
}

/** What everybody may read of it. */
export function maskedDiagnosis(report: DiagnosisReport): readonly KnownBlock[] {
	const {diagnosis, subject, sources, recent, checkedAt} = report;
	const silent = sources.filter(({trouble}) => trouble !== undefined).map(({source}) => sourceName(source));
	return [
		line(bold(verdictWords[diagnosis.verdict]), ` ${verdictDetail(diagnosis)} `, code(maskedNameOf(subject))),
		...alsoBlocks(report),
		...evidenceOf(diagnosis.scene, false).slice(0, 14).map(evidenceBlock),
		...silentLine(silent),
		...recent.slice(0, 4).flatMap((removal) => recentLine(removal, checkedAt)),
		...actBlocks(report),
	];
}

/** The entries of an address for everybody's eyes; what servers wrote may repeat the address, and is left out. */
export function sharedSuppressions(report: SuppressionReport, by: string): Card {
	const {facts, offered, recent} = report;
	const name = maskAddress(facts.address.typed);
	const headline = headlineOf(report);
	const silent = silentLists(facts).map(({reading}) => `${listNames[reading.kind]} of ${reading.sendingDomain}`);
	return {
		text: `${headline} ${name}`,
		blocks: [
			line(bold(headline), ' ', code(name)),
			...offered.slice(0, 10).map(entryLine),
			...recent.slice(0, 6).flatMap((removal) => recentLine(removal, facts.checkedAt)),
			...silentLine(silent),
			sharedBy(by),
			small(`${askedLists(facts)} Checked ${facts.checkedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`),
		],
	};
}

function entryLine({entry}: Removal): KnownBlock {
	const since: readonly Piece[] = entry.createdAt === undefined ? [] : [', since ', moment(entry.createdAt)];
	return line(`On the ${listNames[entry.kind]} of ${entry.sendingDomain}`, ...since, '. ', reasonWords(entry));
}

function reasonWords(entry: Suppression): string {
	if (entry.kind !== 'bounce') return '';
	const reason = classifyReply(entry);
	return `${reason}: ${reasonMeaning[reason]}`;
}

function silentLine(names: readonly string[]): readonly KnownBlock[] {
	return names.length === 0 ? [] : [line(bold(`Not answered: ${names.join(', ')}.`))];
}

function sharedBy(by: string): KnownBlock {
	return line('Shared by ', person(by), '.');
}

import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {classifyReply, permanenceOf, type ReasonClass, reasonClasses} from '../../src/model/smtp-reply.ts';

/**
 * Holds our reading of SMTP replies against a collection from outside: `node test/scripts/score-replies.ts FILE`.
 * FILE is JSON: `entries` of {smtp: {code, message}, class, also_ok, permanence}. A prediction is right if it is `class` or among `also_ok`;
 * a `permanence` of null is not judged. Ends with 1 under one of the goals.
 */
const collection = z.object({
	entries: z.array(
		z.object({
			id: z.string(),
			smtp: z.object({code: z.coerce.string(), enhanced_code: z.string().nullish(), message: z.string()}),
			class: z.enum(reasonClasses),
			also_ok: z.array(z.enum(reasonClasses)).default([]),
			permanence: z.enum(['permanent', 'temporary']).nullable(),
		}),
	),
});
type Entry = z.output<typeof collection>['entries'][number];

const goals = {accuracy: 0.9, macroRecall: 0.8, permanence: 1};

interface Reading {
	readonly entry: Entry;
	readonly reason: ReasonClass;
	readonly isRight: boolean;
	readonly isPermanenceRight: boolean | undefined;
}

function read(entry: Entry): Reading {
	const reply = {code: entry.smtp.code, text: entry.smtp.message, enhancedCode: entry.smtp.enhanced_code ?? ''};
	const reason = classifyReply(reply);
	return {
		entry,
		reason,
		isRight: reason === entry.class || entry.also_ok.includes(reason),
		isPermanenceRight: entry.permanence === null ? undefined : permanenceOf(reply) === entry.permanence,
	};
}

/** A share of nothing is undefined, and is left out of a mean. */
function share(part: number, whole: number): number | undefined {
	return whole === 0 ? undefined : part / whole;
}

function mean(values: readonly (number | undefined)[]): number {
	const known = values.filter((value) => value !== undefined);
	return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** A right answer counts for the expected class, also where it is another that the collection lets pass. */
function scoreClass(readings: readonly Reading[], reason: ReasonClass) {
	const expected = readings.filter(({entry}) => entry.class === reason);
	const hits = expected.filter(({isRight}) => isRight).length;
	const wrongly = readings.filter((reading) => reading.reason === reason && !reading.isRight).length;
	const recall = share(hits, expected.length);
	const precision = share(hits, hits + wrongly);
	return {reason, count: expected.length, recall, precision, f1: share(2 * hits, 2 * hits + wrongly + expected.length - hits)};
}

function score(readings: readonly Reading[]) {
	const classes = reasonClasses.map((reason) => scoreClass(readings, reason));
	const judged = readings.filter(({isPermanenceRight}) => isPermanenceRight !== undefined);
	return {
		classes,
		accuracy: share(readings.filter(({isRight}) => isRight).length, readings.length) ?? 0,
		macroRecall: mean(classes.map(({recall}) => recall)),
		permanence: share(judged.filter(({isPermanenceRight}) => isPermanenceRight).length, judged.length) ?? 1,
	};
}

const shown = (value: number | undefined) => (value === undefined ? '   –' : value.toFixed(2));

function report(readings: readonly Reading[], {classes, ...totals}: ReturnType<typeof score>): readonly string[] {
	const confused = readings.filter(({isRight, isPermanenceRight}) => !isRight || isPermanenceRight === false);
	return [
		`${readings.length} replies`,
		...(['accuracy', 'macroRecall', 'permanence'] as const).map(
			(name) => `${name.padEnd(12)}${totals[name].toFixed(3)}  goal ${goals[name]}`,
		),
		`${'class'.padEnd(26)}count  precision  recall  F1`,
		...classes.map(
			(one) =>
				`${one.reason.padEnd(26)}${String(one.count).padStart(5)}       ${shown(one.precision)}    ${shown(one.recall)}  ${shown(one.f1)}`,
		),
		...confused.map(
			({entry, reason, isRight}) =>
				`${isRight ? 'permanence' : `${entry.class} read as ${reason}`}: ${entry.id} ${entry.smtp.code} ${JSON.stringify(entry.smtp.message)}`,
		),
	];
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: node test/scripts/score-replies.ts FILE');
const readings = collection.parse(JSON.parse(readFileSync(file, 'utf8'))).entries.map(read);
const scores = score(readings);
process.stdout.write(`${report(readings, scores).join('\n')}\n`);
process.exitCode = (['accuracy', 'macroRecall', 'permanence'] as const).some((name) => scores[name] < goals[name]) ? 1 : 0;

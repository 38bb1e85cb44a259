import {parseArgs} from 'node:util';
import {readAddress} from '../model/address.ts';
import {type AuditVerdict, checkpointText, type Found} from '../model/audit.ts';
import type {AuditStore} from '../store/audit-trail.ts';
import {erasePerson, rewriteFiles} from '../store/erasure.ts';
import {jobsSchema} from '../store/jobs.ts';
import {erasureText} from './audit-erasure.ts';
import {exportTo, formats, readPeriod} from './audit-export.ts';
import {BadInput, type Command, type Environment, entryOf, exits, print} from './command-line.ts';
import {withStore} from './open-store.ts';

/** What an auditor and an operator do with the trail. */
export const audit: Command = async (rest, environment) => {
	const [name = '', ...more] = rest;
	const command = entryOf(commands, name);
	if (command === undefined) {
		const known = Object.keys(commands).join(', ');
		throw new BadInput(`audit knows ${known}${name === '' ? '' : `, not "${name}"`}. E.g. audit verify`);
	}
	return command(more, environment);
};

const commands: Readonly<Record<string, Command>> = {verify, export: exportTrail, erase};

async function verify(rest: readonly string[], environment: Environment): Promise<number> {
	const {values} = parseArgs({args: [...rest], options: {checkpoint: {type: 'string'}}});
	const checkpoint = values.checkpoint === undefined ? undefined : checkpointText.safeParse(values.checkpoint);
	if (checkpoint?.success === false)
		throw new BadInput('--checkpoint reads COUNT:HEAD, a number and 64 hexadecimal digits, as it was posted: --checkpoint 300:4f0c…');
	return withStore(environment, async ({trail}) => {
		const verdict = await trail.verify(checkpoint?.data);
		print(verdictText(verdict));
		return verdict.sound ? exits.done : exits.broken;
	});
}

function verdictText(verdict: AuditVerdict): string {
	if (verdict.sound) return `sound: ${verdict.count} entries, head ${verdict.count}:${verdict.head}`;
	return `BROKEN at entry ${verdict.firstBad}: ${verdict.reason}${verdict.found === undefined ? '' : `\n${foundText(verdict.found)}`}`;
}

/** Somebody may have written anything into it. */
function foundText({seq, at, actor, act}: Found): string {
	return `Entry ${seq} now reads: ${[at, actor, act].map((text) => JSON.stringify(text)).join(' ')}`;
}

async function exportTrail(rest: readonly string[], environment: Environment): Promise<number> {
	const {values} = parseArgs({
		args: [...rest],
		options: {from: {type: 'string'}, to: {type: 'string'}, format: {type: 'string', default: 'jsonl'}},
	});
	const format = entryOf(formats, values.format);
	if (format === undefined) throw new BadInput(`--format is ${Object.keys(formats).join(' or ')}, not "${values.format}"`);
	const period = readPeriod(values.from, values.to);
	return withStore(environment, async ({trail}) => {
		await exportTo(process.stdout, trail.read(period), format);
		return exits.done;
	});
}

async function erase(rest: readonly string[], environment: Environment): Promise<number> {
	const {positionals} = parseArgs({args: [...rest], allowPositionals: true});
	const reading = readAddress(positionals[0] ?? '');
	if (positionals.length !== 1) throw new BadInput('audit erase takes one address: audit erase ada@example.com');
	if (!reading.ok) throw new BadInput(`This is no address that can be erased: ${reading.problem}.`);
	return withStore(environment, async ({trail, database}) => {
		const erasure = await erasePerson({db: database.db, audit: trail, jobsSchema}, reading.address.text, 'operator');
		if (database.engine === 'embedded') await rewriteFiles(database.db);
		print(erasureText(erasure));
		print(await checkpointLine(trail));
		return erasure.left.length === 0 ? exits.done : exits.failure;
	});
}

/** The bot tells every hundredth entry by itself; it may have been this one. */
async function checkpointLine(trail: AuditStore): Promise<string> {
	const {count, head} = await trail.head();
	return `The erasure is entry ${count} of the trail or an earlier one. Checkpoint ${count}:${head}`;
}

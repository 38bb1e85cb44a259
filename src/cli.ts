#!/usr/bin/env node
import {parseArgs} from 'node:util';
import {closeTransports} from './clients/http.ts';
import {ConfigurationError, parseConfig} from './config.ts';
import {auditKey, databasePlace} from './data-place.ts';
import {examine} from './doctor.ts';
import {createLogger} from './logger.ts';
import {startBot} from './main.ts';
import {checkpointText} from './model/audit.ts';
import {createAuditStore} from './store/audit-trail.ts';
import {DatabaseHeld, openDatabase, SchemaOutdated} from './store/database.ts';
import {migrate} from './store/migrations.ts';

/** The command line: the same workflows without Slack, and the operator's tools. Results on stdout, everything else on stderr. */

const usage = `Usage: npm run -s redeliver -- COMMAND

  start                                   run the bot (environment: see .env.example)
  demo                                    run everything in a sandbox, without any account
  migrate                                 bring the database's schema up to date
  doctor                                  check settings, credentials, channels, user groups, database
  audit verify [--checkpoint COUNT:HEAD]  verify the audit trail; exit 5 and the first bad entry if it is broken
  help                                    this text
`;

const exits = {failure: 1, badInput: 2, held: 4, broken: 5} as const;

class BadInput extends Error {}

const print = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

const commands: Readonly<Record<string, (rest: readonly string[]) => Promise<number>>> = {
	start,
	demo: async () => (await import('./demo.ts')).runDemo(process.env),
	migrate: runMigrations,
	doctor: async () => {
		const config = parseConfig(process.env);
		const findings = await examine(config);
		for (const finding of findings) print(`${finding.ok ? 'ok   ' : 'WRONG'}  ${finding.subject}: ${finding.text}`);
		return findings.every((finding) => finding.ok) ? 0 : exits.failure;
	},
	audit: verifyTrail,
	help: async () => {
		print(usage);
		return 0;
	},
};

async function start(): Promise<number> {
	const config = parseConfig(process.env);
	const logger = createLogger({
		level: config.LOG_LEVEL,
		secrets: [
			config.SLACK_BOT_TOKEN,
			config.SLACK_SIGNING_SECRET,
			config.SLACK_APP_TOKEN,
			config.MAILGUN_API_KEY,
			config.MAILGUN_RESEND_API_KEY,
			config.GITLAB_TOKEN,
			config.GITLAB_ESCALATION_TOKEN,
			config.ZENDESK_CLIENT_SECRET,
			config.ZENDESK_API_TOKEN,
			config.ZENDESK_WEBHOOK_SECRET,
			config.AUDIT_KEY,
			config.DATABASE_URL,
		],
	});
	const bot = await startBot({config, logger});
	await untilSignal();
	await bot.stop();
	return 0;
}

/** SIGTERM is how a platform asks; a second one is not needed, for stopping has its own limit. */
function untilSignal(): Promise<void> {
	return new Promise((resolve) => {
		process.once('SIGTERM', () => resolve());
		process.once('SIGINT', () => resolve());
	});
}

async function runMigrations(): Promise<number> {
	const database = await openDatabase(databasePlace(parseConfig(process.env, 'store')));
	try {
		const done = await migrate(database.db);
		print(done.length === 0 ? 'The schema is up to date.' : `Migrated: ${done.join(', ')}`);
		return 0;
	} finally {
		await database.close();
	}
}

async function verifyTrail(rest: readonly string[]): Promise<number> {
	const {values, positionals} = parseArgs({args: [...rest], options: {checkpoint: {type: 'string'}}, allowPositionals: true});
	if (positionals.join(' ') !== 'verify') throw new BadInput('audit knows one command: verify');
	const checkpoint = values.checkpoint === undefined ? undefined : checkpointText.safeParse(values.checkpoint);
	if (checkpoint?.success === false) throw new BadInput('--checkpoint reads COUNT:HEAD, a number and 64 hexadecimal digits');
	const config = parseConfig(process.env, 'store');
	const database = await openDatabase(databasePlace(config));
	try {
		const verdict = await createAuditStore({db: database.db, key: auditKey(config)}).verify(checkpoint?.data);
		if (verdict.sound) {
			print(`sound: ${verdict.count} entries, head ${verdict.count}:${verdict.head}`);
			return 0;
		}
		print(`BROKEN at entry ${verdict.firstBad}: ${verdict.reason}`);
		return exits.broken;
	} finally {
		await database.close();
	}
}

async function run(args: readonly string[]): Promise<number> {
	const [name = 'help', ...rest] = args;
	const command = commands[name === '--help' || name === '-h' ? 'help' : name];
	if (command === undefined) throw new BadInput(`I do not know "${name}".\n\n${usage}`);
	return command(rest);
}

function exitFor(error: unknown): number {
	if (error instanceof BadInput || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))
		return exits.badInput;
	return error instanceof DatabaseHeld ? exits.held : exits.failure;
}

/** What people can mend is told in plain words; the rest with its stack. */
function explain(error: unknown): string {
	const plain =
		error instanceof ConfigurationError || error instanceof BadInput || error instanceof DatabaseHeld || error instanceof SchemaOutdated;
	return error instanceof Error ? (plain ? error.message : (error.stack ?? error.message)) : String(error);
}

try {
	process.exitCode = await run(process.argv.slice(2));
} catch (error) {
	complain(explain(error));
	process.exitCode = exitFor(error);
}
// Keep-alive connections would hold the process for some seconds; whatever else does, not for longer than this.
await closeTransports();
setTimeout(() => process.exit(), 2000).unref();

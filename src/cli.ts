#!/usr/bin/env node
import {enableCompileCache} from 'node:module';
import {BadInput, type Command, complain, entryOf, exits, print} from './commands/command-line.ts';

/** The command line: the same workflows without Slack, and the operator's tools. Results on stdout, everything else on stderr. */

const usage = `Usage: npm run -s redeliver -- COMMAND

  start                                   run the bot (environment: see .env.example)
  demo                                    run everything in a sandbox, without any account
  migrate                                 bring the database's schema up to date
  diagnose ADDRESS|USERNAME [--json]      why mail does not arrive, without Slack; diagnose --help tells all options
  doctor                                  check settings, credentials, channels, user groups, database
  audit verify [--checkpoint COUNT:HEAD]  verify the audit trail; exit 5 and the first bad entry if it is broken
  audit export [--from DAY] [--to DAY] [--format jsonl|csv]
                                          print the trail; DAY reads 2026-11-21 or 2026-11-21T12:00:00Z, in UTC
  audit erase ADDRESS                     forget one person; the trail keeps what was done, not for whom
  help                                    this text

The audit commands need the settings of the bot's database. On an embedded one they need the bot stopped (else exit 4).
`;

// Stripping the types takes half of a start, and much memory: once is enough. Where nothing can be written, it is done each time.
enableCompileCache();

/** What a command needs is loaded when it is called: nobody should wait for the bot to read a help text. */
const commands: Readonly<Record<string, Command>> = {
	start: async (...call) => (await import('./commands/start.ts')).start(...call),
	demo: async (_rest, environment) => (await import('./demo.ts')).runDemo(environment),
	migrate: async (...call) => (await import('./commands/migrate.ts')).runMigrations(...call),
	diagnose: async (...call) => (await import('./commands/diagnose.ts')).diagnose(...call),
	doctor: async (...call) => (await import('./commands/doctor.ts')).doctor(...call),
	audit: async (...call) => (await import('./commands/audit.ts')).audit(...call),
	help: async () => {
		print(usage);
		return exits.done;
	},
};

async function run(args: readonly string[]): Promise<number> {
	const [name = 'help', ...rest] = args;
	const known = name === '--help' || name === '-h' ? 'help' : name;
	const command = entryOf(commands, known);
	if (command === undefined) throw new BadInput(`I do not know "${name}".\n\n${usage}`);
	return command(rest, process.env);
}

/** What people can mend is told in plain words; the rest with its stack. By name: to load these classes would be to load the program. */
const plain: Readonly<Record<string, number>> = {
	BadInput: exits.badInput,
	ConfigurationError: exits.failure,
	DatabaseHeld: exits.held,
	NoDatabase: exits.failure,
	SchemaOutdated: exits.failure,
	StoreUnavailable: exits.failure,
};

function exitFor(error: unknown): number {
	if (isWrongOption(error)) return exits.badInput;
	return (error instanceof Error ? plain[error.name] : undefined) ?? exits.failure;
}

function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (plain[error.name] === undefined && !isWrongOption(error)) return error.stack ?? error.message;
	return error.cause instanceof Error
		? `${error.message}: ${error.cause.message || String(Reflect.get(error.cause, 'code'))}`
		: error.message;
}

/** Of `parseArgs`. */
function isWrongOption(error: unknown): boolean {
	return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

try {
	process.exitCode = await run(process.argv.slice(2));
} catch (error) {
	complain(explain(error));
	process.exitCode = exitFor(error);
}
// Whatever still holds the process does not hold it for longer than this.
setTimeout(() => process.exit(), 2000).unref();

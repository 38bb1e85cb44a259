import {parseArgs} from 'node:util';
import {closeTransports} from '../clients/http.ts';
import {type Config, parseConfig} from '../config.ts';
import {buildDiagnosing} from '../diagnosing.ts';
import {mailKinds} from '../model/mail-kind.ts';
import {readTicket} from '../model/ticket.ts';
import {buildPortal} from '../portal.ts';
import {readSubject} from '../slack/confirm/parse.ts';
import {buildSources} from '../sources.ts';
import {buildTicketing, zendeskAccess} from '../ticketing.ts';
import {type DiagnoseInput, type DiagnosisReport, examineDelivery} from '../workflows/diagnose.ts';
import {BadInput, type Command, exits, print} from './command-line.ts';
import {type Cost, diagnosisJson} from './diagnosis-json.ts';
import {diagnosisText} from './diagnosis-text.ts';

const usage = `Usage: npm run -s redeliver -- diagnose ADDRESS|USERNAME [--mail KIND] [--ticket NUMBER] [--json]

Why mail does not arrive, and what to do about it. Reads only, and needs neither Slack nor the database.

  ADDRESS|USERNAME  ada@example.com, @ada, id:123; or a username and, after it, the address that the customer reports
  --mail KIND       the missing mail: ${mailKinds.join(', ')}
  --ticket NUMBER   the ticket, or its URL
  --json            one object for programs

Exit code: 0 with a verdict, 3 if a source that it needs did not answer, 2 if I did not understand, 1 if anything else is wrong.`;

const options = {
	mail: {type: 'string'},
	ticket: {type: 'string'},
	json: {type: 'boolean', default: false},
	help: {type: 'boolean', short: 'h', default: false},
} as const;

/** A diagnosis without Slack: nothing is written anywhere, and the database may belong to a running bot. */
export const diagnose: Command = async (rest, environment) => {
	const {values, positionals} = parseArgs({args: [...rest], options, allowPositionals: true});
	if (values.help) {
		print(usage);
		return exits.done;
	}
	const input = readInput(positionals, values);
	const config = parseConfig(environment, 'diagnosis');
	const {report, cost} = await measured(config, input).finally(closeTransports);
	print(values.json ? diagnosisJson(report, cost) : diagnosisText(report, config.GITLAB_URL));
	return report.diagnosis.verdict === 'incomplete' ? exits.incomplete : exits.done;
};

type Input = Pick<DiagnoseInput, 'subject' | 'said' | 'ticket'>;

function readInput(
	words: readonly string[],
	{mail, ticket}: {readonly mail?: string | undefined; readonly ticket?: string | undefined},
): Input {
	if (words.length === 0) throw new BadInput(`An address or a username is missing.\n\n${usage}`);
	const reading = readSubject(words);
	if ('problem' in reading) throw new BadInput(reading.problem);
	const said = mailKinds.find((kind) => kind === mail);
	if (mail !== undefined && said === undefined) throw new BadInput(`--mail is one of ${mailKinds.join(', ')}, not "${mail}"`);
	const number = ticket === undefined ? undefined : readTicket(ticket);
	if (number?.ok === false) throw new BadInput(`--ticket is the number or the URL of a ticket, not "${ticket}"`);
	return {subject: reading.subject, said, ticket: number?.ticket};
}

async function measured(config: Config, input: Input): Promise<{readonly report: DiagnosisReport; readonly cost: Cost}> {
	const clock = () => new Date();
	let upstreamCalls = 0;
	const onCall = () => {
		upstreamCalls += 1;
	};
	const clients = buildSources(config, clock, onCall);
	const {tickets, triage} = buildTicketing(config, zendeskAccess(config, clock, onCall));
	const {gather} = buildDiagnosing({config, clients, clock});
	const began = performance.now();
	const report = await examineDelivery({gather, clock, tickets, triage, ...buildPortal(config)}, input);
	return {report, cost: {upstreamCalls, durationMs: Math.round(performance.now() - began)}};
}

import {readFileSync} from 'node:fs';
import {z} from 'zod';
import type {OutgoingRequest} from '../../src/clients/http.ts';
import {createSuppressionLists} from '../../src/clients/mailgun/suppression-lists.ts';
import {readAddress} from '../../src/model/address.ts';

/**
 * Holds our reading of addresses against a collection from outside: `node test/scripts/check-addresses.ts FILE`.
 * FILE is JSON, with either `entries` ({address, expected: "accept" | "reject", diagnosis}) or `strings`, which are hostile texts of no class.
 * Ends with 1 when a text is accepted that the collection rejects, or when a request names anything but exactly the text's address.
 */
const collection = z.object({
	entries: z.array(z.object({address: z.string(), expected: z.enum(['accept', 'reject']), diagnosis: z.string().default('')})).default([]),
	strings: z.array(z.string()).default([]),
});

interface Finding {
	readonly text: string;
	readonly expected: 'accept' | 'reject' | undefined;
	readonly diagnosis: string;
	readonly accepted: boolean;
	/** White space around an address is left out before it is read; the collection counts it as part of the address. */
	readonly isTrimmed: boolean;
	/** Whether all that left named exactly this address; nothing may leave for a refused text. */
	readonly isExact: boolean;
}

const domain = 'mg.example.com';
const left: OutgoingRequest[] = [];
const lists = createSuppressionLists({
	baseUrl: 'https://api.mailgun.net',
	apiKey: 'none',
	sendingDomains: [domain],
	send: async (request) => {
		left.push(request);
		return {status: 404, headers: new Headers(), text: '{"message":"Address not found in bounces table"}'};
	},
});

async function examine(text: string, expected: Finding['expected'], diagnosis: string): Promise<Finding> {
	const reading = readAddress(text);
	left.length = 0;
	if (reading.ok) await lists.read(domain, 'bounce', reading.address.text);
	const named = left.map(({url}) => decodeURIComponent(new URL(url).pathname.replaceAll('+', ' ')));
	const isExact = reading.ok
		? named.length === 1 && named[0] === `/v3/${domain}/bounces/${reading.address.text}` && left[0]?.url.split('/').length === 7
		: named.length === 0;
	return {text, expected, diagnosis, accepted: reading.ok, isTrimmed: text !== text.trim(), isExact};
}

function report(findings: readonly Finding[]): readonly string[] {
	const count = (fits: (finding: Finding) => boolean) => findings.filter(fits).length;
	const classed = findings.filter(({expected}) => expected !== undefined);
	const lines = [
		`${findings.length} texts: ${count((one) => one.accepted)} accepted, ${count((one) => !one.accepted)} refused`,
		`requests that name exactly the address, or none for a refused text: ${count((one) => one.isExact)} of ${findings.length}`,
	];
	if (classed.length === 0)
		return [...lines, ...findings.filter((one) => one.accepted).map((one) => `accepted: ${JSON.stringify(one.text)}`)];
	const differing = classed.filter((one) => one.accepted !== (one.expected === 'accept'));
	return [
		...lines,
		`agree with the class of the collection: ${classed.length - differing.length} of ${classed.length}`,
		...differing.map(
			(one) =>
				`${one.accepted ? 'accepted, to be rejected' : 'refused, to be accepted'}: ${JSON.stringify(one.text)} ${one.diagnosis}${one.isTrimmed ? ' (white space around it)' : ''}`,
		),
	];
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: node test/scripts/check-addresses.ts FILE');
const {entries, strings} = collection.parse(JSON.parse(readFileSync(file, 'utf8')));
const findings: Finding[] = [];
for (const {address, expected, diagnosis} of entries) findings.push(await examine(address, expected, diagnosis));
for (const text of strings) findings.push(await examine(text, undefined, ''));
process.stdout.write(`${report(findings).join('\n')}\n`);
const isWrong = (one: Finding) => !one.isExact || (one.accepted && one.expected === 'reject' && !one.isTrimmed);
process.exitCode = findings.some(isWrong) ? 1 : 0;

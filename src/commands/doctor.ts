import {closeTransports} from '../clients/http.ts';
import {parseConfig} from '../config.ts';
import {examine} from '../doctor/examine.ts';
import {type Command, exits, noArguments, print} from './command-line.ts';

export const doctor: Command = async (rest, environment) => {
	noArguments(rest, 'doctor');
	const findings = await examine(parseConfig(environment)).finally(closeTransports);
	for (const finding of findings) print(`${finding.ok ? 'ok   ' : 'WRONG'}  ${finding.subject}: ${finding.text}`);
	return findings.every((finding) => finding.ok) ? exits.done : exits.failure;
};

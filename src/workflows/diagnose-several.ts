import {askForTicket} from './check-ticket.ts';
import {type DiagnoseDeps, type DiagnoseInput, type DiagnosisReport, diagnoseDelivery} from './diagnose.ts';

/** So many at a time: a source's patience counts from the question, and our own calls shall not spend it waiting for each other. */
const atOnce = 3;

/** One report for each, in the order in which they were asked for. All are asked for one ticket. */
export async function diagnoseSeveral(deps: DiagnoseDeps, inputs: readonly DiagnoseInput[]): Promise<readonly DiagnosisReport[]> {
	const reports: DiagnosisReport[] = [];
	const waiting = inputs.entries();
	const ticketAsked = askForTicket(deps, inputs[0]?.ticket);
	const work = async () => {
		for (const [index, input] of waiting) reports[index] = await diagnoseDelivery(deps, {...input, ticketAsked});
	};
	await Promise.all(Array.from({length: atOnce}, work));
	return reports;
}

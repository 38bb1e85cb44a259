import {type PortalRefusal, portalRefusal} from '../model/portal-sending.ts';
import {type DiagnoseDeps, type DiagnoseInput, type DiagnosisReport, diagnoseDelivery} from './diagnose.ts';

export interface PortalFormResult {
	/** Undefined: the agent is given the form. */
	readonly refusal: PortalRefusal | undefined;
	/** How things stood at the moment of the decision. */
	readonly report: DiagnosisReport;
}

/** Looks again whether the Portal's confirmation would arrive, and records that the agent is given the form for it. */
export async function givePortalForm(deps: DiagnoseDeps, input: DiagnoseInput): Promise<PortalFormResult> {
	const report = await diagnoseDelivery(deps, input);
	const refusal = portalRefusal(report.diagnosis);
	if (refusal === undefined) {
		const {by: actor, ticket} = input;
		await deps.audit.record({actor, act: 'portal-form-given', subject: report.named?.text, ticket});
	}
	return {refusal, report};
}

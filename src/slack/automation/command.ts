import type {AutomationMode} from '../../model/automation.ts';
import type {AuditTrail, Automation} from '../../workflows/ports.ts';
import type {CommandPlan} from '../listen.ts';
import {standingCard} from './blocks.ts';

export interface AutomationConversationDeps {
	readonly automation: Automation;
	readonly automationMode: AutomationMode;
	readonly audit: AuditTrail;
}

/** `/suppression automation`, and the stop switch: `on`, `off`. */
export function planAutomation({automation, automationMode: mode}: AutomationConversationDeps, isOn: boolean | undefined): CommandPlan {
	if (isOn === undefined || mode === 'off') {
		return {
			deed: 'look-up',
			run: async (visit) => visit.answer(standingCard({mode, switched: await automation.switched()}, undefined)),
		};
	}
	return {
		deed: 'switch',
		run: async (visit) => {
			const note = {actor: visit.person.userId, act: 'automation-switched', after: {on: isOn}} as const;
			const turned = await automation.turn(isOn, note);
			await visit.answer(standingCard({mode, switched: turned ?? (await automation.switched())}, turned !== undefined));
		},
	};
}

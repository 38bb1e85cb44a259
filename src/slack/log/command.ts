import {type Address, readAddress} from '../../model/address.ts';
import type {Dialogs} from '../../workflows/ports.ts';
import {type ShowLogDeps, showLog} from '../../workflows/show-log.ts';
import {actions} from '../ids.ts';
import {type Card, line} from '../kit.ts';
import type {CommandPlan, Listen} from '../listen.ts';
import type {Visit} from '../visit.ts';
import {logCard} from './blocks.ts';

export interface LogDeps extends ShowLogDeps {
	readonly dialogs: Dialogs;
	readonly resendSubjects: readonly string[];
}

export interface LogRequest {
	readonly address: Address;
	readonly days: number | undefined;
	readonly ticket: string | undefined;
}

/** `/suppression log`: what became of the mails to one address. */
export function planLog(deps: LogDeps, request: LogRequest): CommandPlan {
	return {
		deed: 'look-up',
		saying: `Reading the delivery log of ${request.address.typed} …`,
		run: async (visit) => visit.answer(await cardFor(deps, visit, request)),
	};
}

export function listenForLog(listen: Listen, deps: LogDeps): void {
	listen.action(actions.showLog, async (visit, dialogId) => {
		const asked = await deps.dialogs.find(dialogId, visit.person.userId);
		const reading = readAddress(asked?.address ?? '');
		await visit.answer(
			reading.ok ? await cardFor(deps, visit, {address: reading.address, days: undefined, ticket: asked?.ticket}) : outdated,
		);
	});
}

async function cardFor(deps: LogDeps, visit: Visit, request: LogRequest): Promise<Card> {
	return logCard(await showLog(deps, {...request, by: visit.person.userId}), deps.resendSubjects);
}

const words = 'This card is too old: I do not know any more which address it was for. Nothing was done. Please look the address up again.';
const outdated: Card = {text: words, blocks: [line(words)]};

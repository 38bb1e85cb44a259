import {everybody, type HourlyAct, type LimitRefusal} from '../model/allowance.ts';
import {actor, bold, type Card, code, line, moment, type Piece, small} from './kit.ts';

const nouns: Readonly<Record<HourlyAct, string>> = {
	removal: 'removals of suppressions',
	resend: 'resends of messages',
	request: 'requests for approval',
	sweep: 'sweeps of customer domains',
	automation: 'looks of the automation at tickets',
};

/** What is not here has one limit everywhere. */
const variables: Readonly<Partial<Record<HourlyAct, string>>> = {
	removal: 'LIMIT_REMOVALS_PER_HOUR',
	resend: 'LIMIT_RESENDS_PER_HOUR',
	request: 'LIMIT_REQUESTS_PER_HOUR',
	sweep: 'LIMIT_SWEEPS_PER_HOUR',
};

/** For the person who was refused: how much is allowed, that nothing was changed, from when on it works again, whom to ask. */
export function limitCard({act, key, most, again}: LimitRefusal, reference: string): Card {
	const who = key === everybody ? 'Everybody together has' : 'You have';
	const words = `${who} reached the limit of ${nouns[act]}: ${most} in an hour. Nothing was changed.`;
	return {
		text: words,
		blocks: [line(bold(words)), line(...opening('It works again from ', again), ...raising(act)), small(`Reference ${reference}`)],
	};
}

function raising(act: HourlyAct): readonly Piece[] {
	const variable = variables[act];
	return variable === undefined ? [] : ['If the work needs more, the operator of Redeliver can raise ', code(variable), '.'];
}

/** For those who watch over Redeliver. */
export function limitAlertCard({act, key, by, most, again}: LimitRefusal): Card {
	const words = `Limit reached: ${nouns[act]}, ${most} in an hour`;
	const who = key === everybody ? ['for everybody together. First to be refused: ', actor(by), '. '] : ['by ', actor(by), '. '];
	return {
		text: words,
		blocks: [
			line(bold(words), ' ', ...who, ...opening('More is refused until ', again), 'Each refusal stands in the audit trail.'),
			small(`${variables[act] ?? 'One limit everywhere'}. The next alert about this comes in an hour at the earliest.`),
		],
	};
}

/** Slack shows whole minutes. */
function opening(words: string, again: Date | undefined): readonly Piece[] {
	return again === undefined ? [] : [words, moment(new Date(Math.ceil(again.getTime() / 60_000) * 60_000)), '. '];
}

import type {Trouble} from '../model/errors.ts';
import {listSource, logSource} from '../model/evidence.ts';
import type {SuppressionKind} from '../model/suppression.ts';
import {listNames} from '../model/texts.ts';
import type {TicketAnswer} from './check-ticket.ts';
import type {Gathered} from './gather-facts.ts';

/** One source, by its word for programs, and how it answered. */
export interface SourceReading {
	readonly source: string;
	readonly state: 'ok' | 'unavailable' | 'not-configured';
	readonly trouble?: Trouble;
}

/** Every source that was asked, and what became of the question. What a refusal says may repeat the address: it is kept to those who named it. */
export function sourcesOf({facts, gitlabTrouble}: Gathered, zendesk: TicketSource, disclosed: boolean): readonly SourceReading[] {
	const readings = [
		reading('gitlab', gitlabTrouble),
		...facts.lists.map((list) => reading(listSource(list), list.answer.status === 'answered' ? undefined : list.answer.trouble)),
		...facts.logs.map(({sendingDomain, messages}) => reading(logSource(sendingDomain), messages.known ? undefined : messages.trouble)),
		...ticketReadings(zendesk),
	];
	return disclosed ? readings : readings.map(withoutReason);
}

/** Undefined: no ticket was named, so nobody was asked. */
export type TicketSource = TicketAnswer | 'not-configured' | undefined;

function ticketReadings(zendesk: TicketSource): readonly SourceReading[] {
	if (zendesk === undefined) return [];
	if (zendesk === 'not-configured') return [{source: 'zendesk', state: 'not-configured'}];
	return [reading('zendesk', zendesk.known ? undefined : zendesk.trouble)];
}

function withoutReason(reading: SourceReading): SourceReading {
	if (reading.trouble === undefined) return reading;
	const {reason: _reason, ...trouble} = reading.trouble;
	return {...reading, trouble};
}

function reading(source: string, trouble: Trouble | undefined): SourceReading {
	return trouble === undefined ? {source, state: 'ok'} : {source, state: 'unavailable', trouble};
}

const kinds: ReadonlyMap<string, SuppressionKind> = new Map([
	['bounces', 'bounce'],
	['complaints', 'complaint'],
	['unsubscribes', 'unsubscribe'],
]);

/** For people: "Mailgun's bounce list of mg.gitlab.com". */
export function sourceName(source: string): string {
	if (source === 'gitlab') return 'GitLab';
	if (source === 'zendesk') return 'Zendesk';
	if (source === 'portal') return 'the Customers Portal';
	const [, domain = '', part = ''] = source.split(':');
	const kind = kinds.get(part);
	return kind === undefined ? `Mailgun’s delivery log of ${domain}` : `Mailgun’s ${listNames[kind]} of ${domain}`;
}

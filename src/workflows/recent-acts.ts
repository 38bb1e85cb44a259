import type {Account} from '../model/account.ts';
import type {AuditAct} from '../model/audit.ts';
import type {RecentSend} from '../model/caveats.ts';
import type {MailKind} from '../model/mail-kind.ts';
import {actWords, type RecentAct} from '../model/recent-acts.ts';
import type {AuditLine, AuditTrail} from './ports.ts';

/** How an account stands in the trail: never by its address. */
export function accountSubject(id: number): string {
	return `gitlab account ${id}`;
}

export interface RecentActs {
	/** Of the last day, newest first; of each deed where it stands. */
	readonly acts: readonly RecentAct[];
	/** Of the last two days, newest first. */
	readonly sends: readonly RecentSend[];
}

const sendActs: Readonly<Partial<Record<AuditAct, MailKind>>> = {
	'confirmation-form-given': 'confirmation',
	'reset-reported-sent': 'reset',
	'confirmation-sent': 'confirmation',
	'confirmation-unknown': 'confirmation',
	'reset-sent': 'reset',
	'reset-unknown': 'reset',
};

const day = 86_400_000;
const linesRead = 50;

/** What Redeliver did lately for an address and the account behind it. */
export async function readRecentActs(
	audit: AuditTrail,
	{address, account, now}: {readonly address: string | undefined; readonly account: Account | undefined; readonly now: Date},
): Promise<RecentActs> {
	const subjects = [...(address === undefined ? [] : [address]), ...(account === undefined ? [] : [accountSubject(account.id)])];
	const lines = (await Promise.all(subjects.map((subject) => audit.about(subject, linesRead)))).flat();
	const newest = lines.sort((one, other) => other.seq - one.seq);
	const within = (days: number) => newest.filter(({at}) => now.getTime() - at.getTime() < days * day);
	return {
		acts: within(1)
			.filter(isWhereItStands)
			.map(({act, actor, at}) => ({act, by: actor, at})),
		sends: within(2).flatMap(({act, at}) => {
			const kind = sendActs[act];
			return kind === undefined ? [] : [{kind, at}];
		}),
	};
}

function isWhereItStands({act, deed}: AuditLine, index: number, lines: readonly AuditLine[]): boolean {
	if (actWords(act) === undefined) return false;
	return deed === undefined || lines.findIndex((other) => other.deed === deed && actWords(other.act) !== undefined) === index;
}

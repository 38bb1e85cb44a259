import type {Address} from './address.ts';

/** What a diagnosis is about. */
export type Subject =
	| {readonly by: 'address'; readonly address: Address}
	| {readonly by: 'username'; readonly username: string; readonly reported: Address | undefined}
	| {readonly by: 'id'; readonly id: number; readonly reported: Address | undefined};

/** The address that somebody named; undefined: the account's primary one is meant, and stays undisclosed. */
export function namedAddress(subject: Subject): Address | undefined {
	return subject.by === 'address' ? subject.address : subject.reported;
}

/** As the agent named it. */
export function nameOf(subject: Subject): string {
	if (subject.by === 'address') return subject.address.typed;
	const account = subject.by === 'username' ? `@${subject.username}` : `id:${subject.id}`;
	return subject.reported === undefined ? account : `${account} ${subject.reported.typed}`;
}

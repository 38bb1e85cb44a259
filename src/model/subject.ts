import {type Address, maskAddress, readAddress} from './address.ts';

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

/** For other people's eyes. */
export function maskedNameOf(subject: Subject): string {
	if (subject.by === 'address') return maskAddress(subject.address.typed);
	const account = nameOf({...subject, reported: undefined});
	return subject.reported === undefined ? account : `${account} ${maskAddress(subject.reported.typed)}`;
}

/** A subject in words that can be kept. */
export interface SubjectWords {
	readonly address?: string | undefined;
	readonly username?: string | undefined;
	readonly account?: number | undefined;
}

export function wordsOf(subject: Subject): SubjectWords {
	return {
		address: namedAddress(subject)?.typed,
		username: subject.by === 'username' ? subject.username : undefined,
		account: subject.by === 'id' ? subject.id : undefined,
	};
}

/** Undefined when the words name nothing. */
export function subjectOf({address, username, account}: SubjectWords): Subject | undefined {
	const reading = readAddress(address ?? '');
	const reported = reading.ok ? reading.address : undefined;
	if (username !== undefined) return {by: 'username', username, reported};
	if (account !== undefined) return {by: 'id', id: account, reported};
	return reported === undefined ? undefined : {by: 'address', address: reported};
}

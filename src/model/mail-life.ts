import {giveUpAfter, type Message} from './delivery.ts';
import type {Scene} from './diagnosis-facts.ts';
import {kindOf} from './mail-kind.ts';

/** When the code or link of a mail dies; undefined when it has no life. Confirmations within 24 hours of the first share one token. */
export function deathOf(scene: Scene, message: Message): Date | undefined {
	const row = kindOf(scene.facts.kinds, scene.facts.site, message.subject);
	if (row?.life === undefined) return undefined;
	const birth =
		message.kind === 'confirmation' && scene.messages.known ? firstOfToken(scene.messages.value, message, row.life) : message.sentAt;
	return new Date(birth.getTime() + row.life);
}

function firstOfToken(messages: readonly Message[], message: Message, life: number): Date {
	const same = messages.filter((other) => other.kind === message.kind && other.sentAt <= message.sentAt).map((other) => other.sentAt);
	const ascending = same.sort((one, other) => one.getTime() - other.getTime());
	let first = ascending[0] ?? message.sentAt;
	for (const sentAt of ascending) if (sentAt.getTime() - first.getTime() >= life) first = sentAt;
	return first;
}

export function isDead(scene: Scene, message: Message): boolean {
	const death = deathOf(scene, message);
	return death !== undefined && scene.facts.now >= death;
}

/** Until when it is worth to wait for a mail in retry. */
export function waitUntil(firstAttempt: Date): Date {
	return new Date(firstAttempt.getTime() + giveUpAfter);
}

import {setTimeout as delay} from 'node:timers/promises';
import type {World} from '../../src/sandbox/world.ts';

/** How long Mailgun's answer takes to come once the mail is accepted: meanwhile its sender does not know. In milliseconds. */
const answerDelay = 600;
/** From the click to the watch, with that answer in between. */
const span = 750;

/** For whatever sends mail in the world: the bot, or the naive sender. */
export function answerLate({faults}: Pick<World, 'faults'>): void {
	faults.add({service: 'mailgun', method: 'POST', path: /\/messages\//, fault: 'slow', delayMs: answerDelay, afterEffect: true});
}

/** Ends it at any moment of the time that one approval takes. */
export async function atRandom<T>(end: () => Promise<T>): Promise<T> {
	await delay(Math.random() * span);
	return end();
}

import {lostAfter, type Message} from './delivery.ts';
import {type DiagnosisFacts, isBlockedBy, type Scene} from './diagnosis-facts.ts';
import {about, type Truth} from './known.ts';
import type {MailKind} from './mail-kind.ts';
import {isDead} from './mail-life.ts';
import type {Finding} from './verdicts.ts';

export interface Rule {
	readonly code: Finding;
	readonly holds: (scene: Scene) => Truth;
	/** Headline even while a rule above it is open: it is true whatever that one says. */
	readonly firm: boolean;
	/** Rests on what the Portal's admin page shows: no headline before somebody has told it. */
	readonly told?: true;
}

export const firm = (code: Finding, holds: Rule['holds']): Rule => ({code, holds, firm: true});
export const unsure = (code: Finding, holds: Rule['holds']): Rule => ({code, holds, firm: false});

/** Of both sites: an entry that stops the mail. */
export const suppressionRules: readonly Rule[] = [
	firm('suppressed-bounce', (scene) => isBlockedBy(scene, 'bounce')),
	firm('suppressed-complaint', (scene) => isBlockedBy(scene, 'complaint')),
	firm('suppressed-unsubscribe', (scene) => isBlockedBy(scene, 'unsubscribe')),
];

/** Their mails are of no use once the link is dead; a new code is made by whoever signs in. */
const linkKinds: readonly MailKind[] = ['confirmation', 'reset', 'sign-in'];

/** Of both sites: what became of the newest mail that counts. */
export const mailRules: readonly Rule[] = [
	unsure('rejected', (scene) =>
		newestIs(scene, (message) => message.state === 'failed' || message.state === 'rejected' || isLost(scene.facts, message)),
	),
	unsure('delayed', (scene) => newestIs(scene, (message) => isWithoutEnd(message) && !isLost(scene.facts, message))),
	unsure('link-expired', (scene) =>
		newestIs(scene, (message) => message.state === 'delivered' && linkKinds.includes(message.kind) && isDead(scene, message)),
	),
	unsure('delivered', (scene) => newestIs(scene, (message) => message.state === 'delivered')),
];

function newestIs(scene: Scene, ask: (message: Message) => boolean): Truth {
	return about(scene.newest, (message) => message !== undefined && ask(message));
}

function isWithoutEnd(message: Message): boolean {
	return message.state === 'accepted' || message.state === 'delayed';
}

/** Mailgun has given it up long ago, although the log does not say so. */
export function isLost(facts: DiagnosisFacts, message: Message): boolean {
	return isWithoutEnd(message) && facts.now.getTime() - message.attemptedAt.getTime() >= lostAfter;
}

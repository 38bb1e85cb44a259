import {domainOf} from './addresses.ts';
import {formatListDate} from './dates.ts';
import {recordEvent} from './event-log.ts';
import {putEntry} from './lists.ts';
import {createLogEvent, type DeliveryStatus, type Happening} from './log-event.ts';
import type {StoredMessage} from './stored-message.ts';
import {isAllowlisted, suppressedStatus, suppressionOf} from './suppression.ts';
import type {RecipientBehaviour} from './types.ts';
import type {Transmission, World} from './world.ts';

type Refusal = Exclude<RecipientBehaviour, {readonly kind: 'accept'}>;

/** Mailgun's help: again after 10, 15, 30 minutes, 1, 2, 4 hours; then it gives up, about 8 hours old. */
const retrySeconds: readonly number[] = [600, 900, 1800, 3600, 7200, 14_400];

/** A message as it reaches Mailgun, from a sender or from a resend. */
export interface Submission {
	readonly message: StoredMessage;
	readonly recipients: readonly string[];
	readonly at: Date;
	/** Whether the suppressions are asked: that a resend keeps the header which passes them is nowhere stated, so it does not. */
	readonly passesSuppressions: boolean;
	/** How it came, as the event `accepted` tells it. */
	readonly origin: Pick<Happening, 'method' | 'originating-ip' | 'api-key-id'>;
}

/** Takes a message in: stored, `accepted` in the log, on its way to each recipient. */
export function acceptMessage(world: World, {message, recipients, at, passesSuppressions, origin}: Submission): void {
	world.messages.set(message.key, message);
	for (const recipient of recipients) {
		record(world, {message, recipient}, at, {event: 'accepted', 'log-level': 'info', ...origin});
		enqueue(world, {message, recipient, passesSuppressions, attempt: 1, dueAt: at.getTime() + world.settings.deliveryDelayMs});
	}
	world.changed();
}

/** Carries out, in order of time, every attempt that is due by the clock. Called before anyone looks. */
export function settle(world: World): void {
	const now = world.clock().getTime();
	let attempted = false;
	for (let next = world.outbox[0]; next !== undefined && next.dueAt <= now; next = world.outbox[0]) {
		world.outbox.shift();
		attemptDelivery(world, next);
		attempted = true;
	}
	if (attempted) world.changed();
}

function enqueue(world: World, transmission: Transmission): void {
	const later = world.outbox.findIndex((other) => other.dueAt > transmission.dueAt);
	world.outbox.splice(later < 0 ? world.outbox.length : later, 0, transmission);
}

function record(world: World, source: Pick<Transmission, 'message' | 'recipient'>, at: Date, happening: Happening): void {
	const {message, recipient} = source;
	recordEvent(world.log, at, createLogEvent({message, recipient, storageOrigin: world.origins.storage}, at, happening));
}

function attemptDelivery(world: World, transmission: Transmission): void {
	const asksLists = transmission.attempt === 1 && !transmission.passesSuppressions;
	const suppression = asksLists ? suppressionOf(world.lists, transmission) : undefined;
	if (suppression === undefined) askServer(world, transmission);
	else fail(world, transmission, 'permanent', suppression.reason, suppressedStatus(suppression));
}

function askServer(world: World, transmission: Transmission): void {
	const behaviour = behaviourOf(world, transmission.recipient);
	if (behaviour.kind === 'accept') deliver(world, transmission);
	else if (behaviour.kind === 'reject') reject(world, transmission, behaviour);
	else if (behaviour.kind === 'block') block(world, transmission, behaviour);
	else defer(world, transmission, behaviour);
}

function behaviourOf(world: World, recipient: string): RecipientBehaviour {
	const address = recipient.toLowerCase();
	return world.behaviours.get(address) ?? world.behaviours.get(`*@${domainOf(address)}`) ?? {kind: 'accept'};
}

function deliver(world: World, transmission: Transmission): void {
	const {message, recipient} = transmission;
	const at = new Date(transmission.dueAt);
	const status = {...sessionOf(transmission), code: 250, message: 'OK', description: ''};
	record(world, transmission, at, {
		event: 'delivered',
		'log-level': 'info',
		'recipient-provider': 'Other',
		'delivery-status': status,
	});
	const mailbox = world.mailboxes.get(recipient.toLowerCase()) ?? [];
	world.mailboxes.set(recipient.toLowerCase(), mailbox);
	const {from, subject, text, html, messageId} = message;
	mailbox.push({at, to: recipient, from, subject, text, ...(html === undefined ? {} : {html}), messageId});
}

function reject(world: World, transmission: Transmission, behaviour: Refusal): void {
	const status = statusOf(transmission, behaviour);
	fail(world, transmission, 'permanent', 'bounce', {...status, 'bounce-type': 'hard'});
	const {message, recipient, dueAt} = transmission;
	if (isAllowlisted(world.lists, message.domain, recipient)) return;
	const entry = {address: recipient, code: String(status.code), error: status.message, created_at: formatListDate(new Date(dueAt))};
	putEntry(world.lists, message.domain, 'bounces', entry);
}

function block(world: World, transmission: Transmission, behaviour: Refusal): void {
	fail(world, transmission, 'permanent', 'espblock', {...statusOf(transmission, behaviour), 'bounce-type': 'soft'});
}

function defer(world: World, transmission: Transmission, behaviour: Refusal): void {
	const retry = retrySeconds[transmission.attempt - 1];
	const status = statusOf(transmission, behaviour);
	if (retry === undefined) {
		const last = {'last-code': status.code, 'last-message': status.message};
		const tooOld = {'attempt-no': transmission.attempt, message: 'Too old', code: 602, description: '', 'session-seconds': 0, ...last};
		fail(world, transmission, 'permanent', 'old', tooOld);
		return;
	}
	fail(world, transmission, 'temporary', 'generic', {...status, 'retry-seconds': retry});
	enqueue(world, {...transmission, attempt: transmission.attempt + 1, dueAt: transmission.dueAt + retry * 1000});
}

function fail(world: World, transmission: Transmission, severity: 'permanent' | 'temporary', reason: string, status: DeliveryStatus): void {
	const level = severity === 'permanent' ? 'error' : 'warn';
	const happening: Happening = {event: 'failed', 'log-level': level, severity, reason, 'delivery-status': status};
	record(world, transmission, new Date(transmission.dueAt), happening);
}

/** The reply of the server: the enhanced code stands alone and before the text. */
function statusOf(transmission: Transmission, {code, enhancedCode, text}: Refusal): DeliveryStatus {
	const session = {...sessionOf(transmission), code, description: ''};
	if (enhancedCode === undefined) return {...session, message: text};
	return {...session, message: text.startsWith(enhancedCode) ? text : `${enhancedCode} ${text}`, 'enhanced-code': enhancedCode};
}

function sessionOf({attempt, recipient}: Transmission) {
	return {
		'attempt-no': attempt,
		'session-seconds': 0.437,
		'mx-host': `mx.${domainOf(recipient)}`,
		tls: true,
		utf8: true,
		'certificate-verified': true,
	};
}

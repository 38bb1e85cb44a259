import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {parseRecipients} from './addresses.ts';
import {BadRequest, isMultipart, jsonAnswer, readForm, refusal} from './answers.ts';
import {acceptMessage} from './delivery.ts';
import {mimeView, newMessageId, newStorageKey, parsedView, type StoredMessage} from './stored-message.ts';
import type {World} from './world.ts';

/** Which of the two hosts was asked. */
export type Host = 'base' | 'storage';

export interface MessagePlace {
	readonly domain: string;
	readonly key: string;
	readonly host: Host;
}

/** Met by users of mailgun-go: a key is served by the host that its event names, and by no other. */
const wrongHost = refusal(400, 'Please use URLs as they are given in events/webhooks');

export function getMessage(world: World, place: MessagePlace, request: SimulatedRequest): SimulatedAnswer {
	if (isWrongHost(world, place)) return wrongHost;
	const message = findMessage(world, place);
	if (message === undefined) return refusal(404, 'Message not found');
	const wantsMime = request.headers.accept?.includes('message/rfc2822') ?? false;
	return jsonAnswer(200, wantsMime ? mimeView(message) : parsedView(message, world.origins.storage), {'content-type': 'application/json'});
}

/** Sends a stored message again, to whom the form says. Mailgun asks nobody who that may be, nor looks at the lists here. */
export async function resendMessage(
	world: World,
	place: MessagePlace,
	{request, apiKeyId}: {readonly request: SimulatedRequest; readonly apiKeyId: string},
): Promise<SimulatedAnswer> {
	if (isWrongHost(world, place)) return wrongHost;
	const message = findMessage(world, place);
	if (message === undefined) return refusal(404, 'Message not found');
	const recipients = await readRecipients(request);
	const at = world.clock();
	const resent = world.settings.messageIdOfResend === 'same' ? message : copyFor(message, recipients, at);
	const origin = {method: 'HTTP', 'originating-ip': '192.0.2.55', 'api-key-id': apiKeyId} as const;
	acceptMessage(world, {message: resent, recipients, at, passesSuppressions: false, origin});
	return jsonAnswer(200, {id: `<${resent.messageId}>`, message: 'Queued. Thank you.'}, {'content-type': 'application/json'});
}

function isWrongHost(world: World, {host}: MessagePlace): boolean {
	return host === 'base' && !world.settings.baseHostServesMessages;
}

/** Nothing after the domain's time to live, nor under another domain. */
function findMessage(world: World, {domain, key}: MessagePlace): StoredMessage | undefined {
	const message = world.messages.get(key);
	if (message === undefined || message.domain !== domain) return undefined;
	const diesAt = message.storedAt.getTime() + world.settings.messageTtlSeconds * 1000;
	return world.clock().getTime() < diesAt ? message : undefined;
}

async function readRecipients(request: SimulatedRequest): Promise<readonly string[]> {
	if (!isMultipart(request)) throw new BadRequest('to parameter is missing');
	const to = (await readForm(request)).get('to')?.join(',') ?? '';
	if (to.trim() === '') throw new BadRequest('to parameter is missing');
	const recipients = parseRecipients(to);
	if (recipients === undefined) throw new BadRequest('to parameter is not a valid address. please check documentation');
	return recipients;
}

/** With a new Message-Id the copy is a message of its own; its `To` header stays, only the envelope changes. */
function copyFor(message: StoredMessage, recipients: readonly string[], at: Date): StoredMessage {
	return {...message, key: newStorageKey(), messageId: newMessageId(message.domain, at), recipients, storedAt: at};
}

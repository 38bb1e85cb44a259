import {randomBytes} from 'node:crypto';
import {domainOf} from './addresses.ts';
import {type StoredMessage, senderOf, sizeOf, storageUrl} from './stored-message.ts';

export interface DeliveryStatus {
	readonly 'attempt-no': number;
	readonly message: string;
	readonly code: number;
	readonly description: string;
	readonly 'session-seconds': number;
	readonly 'enhanced-code'?: string;
	readonly 'bounce-type'?: 'hard' | 'soft';
	readonly 'retry-seconds'?: number;
	readonly 'mx-host'?: string;
	readonly tls?: boolean;
	readonly utf8?: boolean;
	readonly 'certificate-verified'?: boolean;
	readonly 'last-code'?: number;
	readonly 'last-message'?: string;
}

/** What tells one event from the next of the same message. */
export interface Happening {
	readonly event: 'accepted' | 'delivered' | 'failed';
	readonly 'log-level': 'info' | 'warn' | 'error';
	readonly severity?: 'permanent' | 'temporary';
	readonly reason?: string;
	readonly method?: 'HTTP' | 'SMTP';
	readonly 'originating-ip'?: string;
	readonly 'api-key-id'?: string;
	readonly 'recipient-provider'?: string;
	readonly 'delivery-status'?: DeliveryStatus;
}

interface Envelope {
	readonly sender: string;
	readonly transport: 'smtp';
	readonly targets: string;
	readonly 'sending-ip'?: string;
}

/** One item of the Logs API. Unlike an event of the Events API: `storage.url` is a list, `user-variables` is text. */
export interface LogEvent extends Happening {
	readonly id: string;
	readonly '@timestamp': string;
	readonly recipient: string;
	readonly 'recipient-domain': string;
	readonly tags: readonly string[];
	readonly flags: Readonly<Record<string, boolean>>;
	readonly message: {
		readonly headers: {readonly to: string; readonly 'message-id': string; readonly from: string; readonly subject: string};
		readonly attachments: readonly never[];
		readonly size: number;
	};
	readonly envelope: Envelope;
	readonly account: {readonly id: string};
	readonly domain: {readonly name: string};
	readonly storage: {readonly region: string; readonly env: string; readonly key: string; readonly url: readonly string[]};
	readonly 'user-variables': string;
}

export interface EventSource {
	readonly message: StoredMessage;
	/** Differs from the message's own when a resend gets a new one. */
	readonly recipient: string;
	/** Where the storage host listens. */
	readonly storageOrigin: string;
}

const flags = {
	'is-authenticated': true,
	'is-system-test': false,
	'is-routed': false,
	'is-test-mode': false,
	'is-delayed-bounce': false,
	'is-callback': false,
	'is-webhook': false,
};

export function createLogEvent({message, recipient, storageOrigin}: EventSource, at: Date, happening: Happening): LogEvent {
	const reachedServer = happening['delivery-status']?.['mx-host'] !== undefined;
	return {
		id: randomBytes(16).toString('base64url'),
		...happening,
		recipient,
		'recipient-domain': domainOf(recipient),
		tags: message.tags,
		flags,
		message: {
			headers: {to: message.to, 'message-id': message.messageId, from: message.from, subject: message.subject},
			attachments: [],
			size: sizeOf(message),
		},
		envelope: {
			sender: senderOf(message),
			transport: 'smtp',
			targets: recipient,
			...(reachedServer ? {'sending-ip': '192.0.2.10'} : {}),
		},
		'@timestamp': at.toISOString(),
		account: {id: '64b7c0de5a1f4e2b9c3d8a70'},
		domain: {name: message.domain},
		storage: {region: 'us-east4', env: 'production', key: message.key, url: [storageUrl(storageOrigin, message)]},
		'user-variables': '{}',
	};
}

import {parseRecipients} from './addresses.ts';
import {formatListDate} from './dates.ts';
import {acceptMessage, settle} from './delivery.ts';
import {readableRecords, setLag} from './event-log.ts';
import {allEntries, type ListEntry, putEntry, removeEntry} from './lists.ts';
import type {LogEvent} from './log-event.ts';
import {createMessage} from './stored-message.ts';
import type {ListName, LogLine, MailgunSimulator, OutgoingMail} from './types.ts';
import type {World} from './world.ts';

type Controls = Omit<MailgunSimulator, 'origin' | 'storageOrigin' | 'requests' | 'onChange' | 'close'>;

/** What the sandbox and the tests do to the world from outside. Each settles first what was due before. */
export function createControls(world: World): Controls {
	const now = () => formatListDate(world.clock());
	return {
		addBounce: (domain, entry) => put(world, domain, 'bounces', {code: '550', error: '', created_at: now(), ...entry}),
		addComplaint: (domain, entry) => put(world, domain, 'complaints', {created_at: now(), ...entry}),
		addUnsubscribe: (domain, entry) => put(world, domain, 'unsubscribes', {tags: ['*'], created_at: now(), ...entry}),
		allow: (domain, entry) => {
			const type = entry.value.includes('@') ? 'address' : 'domain';
			put(world, domain, 'whitelists', {type, reason: '', createdAt: now(), ...entry});
		},
		removeEntry: (domain, list, address) => {
			requireDomain(world, domain);
			settle(world);
			removeEntry(world.lists, domain, list, address);
			world.changed();
		},
		entries: (domain, list) => {
			settle(world);
			return allEntries(world.lists, domain, list);
		},
		send: (mail) => send(world, mail),
		changeStored: (storageKey, change) => {
			settle(world);
			const message = world.messages.get(storageKey);
			if (message === undefined) throw new Error(`no message has the key ${storageKey}`);
			if (change === undefined) world.messages.delete(storageKey);
			else world.messages.set(storageKey, {...message, ...change});
			world.changed();
		},
		setRecipient: (addressOrPattern, behaviour) => {
			settle(world);
			world.behaviours.set(addressOrPattern.toLowerCase(), behaviour);
		},
		mailbox: (address) => {
			settle(world);
			return [...(world.mailboxes.get(address.toLowerCase()) ?? [])];
		},
		mailboxes: () => {
			settle(world);
			return [...world.mailboxes.keys()];
		},
		log: () => {
			settle(world);
			const records = [...readableRecords(world.log, world.clock())].sort(
				(one, other) => one.at - other.at || one.sequence - other.sequence,
			);
			return records.map(({event}) => logLine(event));
		},
		setLogLag: (ms) => {
			settle(world);
			setLag(world.log, ms, world.clock());
		},
		expireLogTokens: () => {
			world.log.tokenSeries += 1;
		},
	};
}

function logLine(given: LogEvent): LogLine {
	const {id, event, severity, recipient, domain, message, '@timestamp': at, 'delivery-status': status} = given;
	const reply = status === undefined ? '' : `${status.code} ${status.message || status.description}`.trim();
	return {id, at, domain: domain.name, event, ...(severity && {severity}), recipient, subject: message.headers.subject, reply};
}

function put(world: World, domain: string, list: ListName, entry: ListEntry): void {
	requireDomain(world, domain);
	settle(world);
	putEntry(world.lists, domain, list, entry);
	world.changed();
}

function send(world: World, mail: OutgoingMail): {readonly storageKey: string; readonly messageId: string} {
	requireDomain(world, mail.domain);
	settle(world);
	const recipients = parseRecipients(mail.to);
	if (recipients === undefined) throw new Error(`${mail.to} is no list of addresses`);
	const message = createMessage(mail, recipients, mail.at ?? world.clock());
	const {storedAt: at, passesSuppressions} = message;
	acceptMessage(world, {message, recipients, at, passesSuppressions, origin: {method: 'SMTP'}});
	settle(world);
	return {storageKey: message.key, messageId: message.messageId};
}

function requireDomain(world: World, domain: string): void {
	if (!world.domains.has(domain)) throw new Error(`${domain} is no sending domain of this account`);
}

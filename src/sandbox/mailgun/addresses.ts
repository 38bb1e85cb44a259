const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`);
const dottedDomain = new RegExp(`^${label}(?:\\.${label})+$`);

export function isDomain(text: string): boolean {
	return text.length <= 253 && dottedDomain.test(text);
}

export function isAddress(text: string): boolean {
	const at = text.lastIndexOf('@');
	return at > 0 && text.length <= 254 && localPart.test(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

export function domainOf(address: string): string {
	return address.slice(address.lastIndexOf('@') + 1);
}

/** `Ada <ada@example.com>` and `ada@example.com` both give the address. */
export function bareAddress(mailbox: string): string {
	const named = /<([^<>]*)>$/.exec(mailbox.trim());
	return named?.[1] ?? mailbox.trim();
}

/**
 * Reads a `to` field as Mailgun does: commas between recipients, friendly names allowed, duplicates ignored.
 * Undefined when any part is no address.
 */
export function parseRecipients(text: string): readonly string[] | undefined {
	const recipients = new Map<string, string>();
	for (const mailbox of splitMailboxes(text)) {
		const address = bareAddress(mailbox);
		if (!isAddress(address)) return undefined;
		if (!recipients.has(address.toLowerCase())) recipients.set(address.toLowerCase(), address);
	}
	return [...recipients.values()];
}

/** A comma inside a quoted name does not separate. */
function splitMailboxes(text: string): readonly string[] {
	const parts: string[] = [];
	let quoted = false;
	let start = 0;
	for (let at = 0; at < text.length; at++) {
		if (text[at] === '"') quoted = !quoted;
		if (text[at] !== ',' || quoted) continue;
		parts.push(text.slice(start, at));
		start = at + 1;
	}
	return [...parts, text.slice(start)];
}

/** Every form in which a secret could have got out: as it is, in another letter case, packed for a URL, a page, a mail. */
export function tracesOf(secret: string): readonly string[] {
	const forms = [
		secret,
		[...secret].reverse().join(''),
		...[percent, decimal, hexadecimal, quotedPrintable].map((pack) => pack(secret)),
		...base64(secret),
	];
	return [...new Set([...forms, encodeURIComponent(secret)].map((form) => form.toLowerCase()))];
}

const each = (pack: (byte: number) => string) => (secret: string) => [...Buffer.from(secret)].map(pack).join('');
const percent = each((byte) => `%${byte.toString(16)}`);
const quotedPrintable = each((byte) => `=${byte.toString(16)}`);
const decimal = each((byte) => `&#${byte};`);
const hexadecimal = each((byte) => `&#x${byte.toString(16)};`);

/** Wherever it begins within three bytes, without the letters at both ends that its neighbours decide. */
function base64(secret: string): readonly string[] {
	return [0, 1, 2].map((before) => {
		const packed = Buffer.from(`${'x'.repeat(before)}${secret}`)
			.toString('base64')
			.replace(/=+$/, '');
		const whole = Math.floor(((before + Buffer.byteLength(secret)) * 8) / 6);
		return packed.slice(Math.ceil((before * 8) / 6), whole);
	});
}

/** The secrets that can be found in a text, also when something stands between their letters. */
export function leaksIn(text: string, secrets: readonly string[]): readonly string[] {
	const shown = text.toLowerCase();
	const squeezed = lettersOf(shown);
	return secrets.filter(
		(secret) => tracesOf(secret).some((trace) => shown.includes(trace)) || squeezed.includes(lettersOf(secret.toLowerCase())),
	);
}

/** The pieces of secrets that can be read in a short text: what is left of a code of digits, counted without all that is no digit. */
export function piecesIn(text: string, secrets: readonly string[]): readonly string[] {
	const digits = text.normalize('NFKC').replace(/\D/g, '');
	const letters = lettersOf(text.normalize('NFKC').toLowerCase());
	return secrets.flatMap((secret) => {
		const isCode = /^\d+$/.test(secret);
		return windows(isCode ? secret : lettersOf(secret.toLowerCase()), isCode ? 4 : 6).filter((piece) =>
			(isCode ? digits : letters).includes(piece),
		);
	});
}

function windows(text: string, size: number): readonly string[] {
	return Array.from({length: Math.max(1, text.length - size + 1)}, (_unused, at) => text.slice(at, at + size));
}

function lettersOf(text: string): string {
	return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** What of a long record is no secret although it is made of digits: times, and numbers within names. */
const clockwork = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?|\d{10,13}(?:\.\d+)?/g;

/** The secrets that got into a long record of many things, as words of their own or packed. */
export function spilledIn(record: string, secrets: readonly string[]): readonly string[] {
	const text = record.replace(clockwork, '').toLowerCase();
	return secrets.filter((secret) => tracesOf(secret).some((trace) => standsAlone(text, trace)));
}

function standsAlone(text: string, trace: string): boolean {
	for (let at = text.indexOf(trace); at >= 0; at = text.indexOf(trace, at + 1)) {
		if (!/[a-z0-9]/.test(text[at - 1] ?? '') && !/[a-z0-9]/.test(text[at + trace.length] ?? '')) return true;
		if (!/^\d+$/.test(trace)) return true;
	}
	return false;
}

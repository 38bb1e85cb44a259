/** `Thu, 26 Mar 2026 12:59:15 UTC`: how recorded answers print the dates of list entries. */
export function formatListDate(date: Date): string {
	return date.toUTCString().replace('GMT', 'UTC');
}

/** `Mon, 08 Jul 2024 00:00:00 -0000`: how the Logs API prints dates. */
export function formatLogDate(date: Date): string {
	return date.toUTCString().replace('GMT', '-0000');
}

const mailDate =
	/^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT|UTC|UT)$/;

/** Reads a date of RFC 2822 and nothing else (no ISO date, no epoch); undefined when it is none. */
export function parseMailDate(text: string): Date | undefined {
	if (!mailDate.test(text)) return undefined;
	const time = Date.parse(text);
	return Number.isNaN(time) ? undefined : new Date(time);
}

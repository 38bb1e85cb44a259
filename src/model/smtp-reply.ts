/** Why a mail failed, in classes that lead to different advice. */
export const reasonClasses = [
	'mailbox-unknown',
	'domain-unknown',
	'mailbox-full',
	'policy-blocked',
	'rate-limited',
	'recipient-server-trouble',
	'suspended',
	'unclear',
] as const;
export type ReasonClass = (typeof reasonClasses)[number];

interface Rule {
	readonly reason: ReasonClass;
	readonly text: RegExp;
}

/** The first that fits wins: what the text says counts more than its code. */
const textRules: readonly Rule[] = [
	{reason: 'mailbox-full', text: /\b[45]\.2\.2\b|over ?quota|quota exceeded|mailbox (?:is )?full|out of storage|insufficient storage/},
	{
		reason: 'domain-unknown',
		text: /no mx|domain (?:name )?not found|host(?:name)? (?:or domain name )?not found|nxdomain|unrouteable domain|\b5\.1\.2\b/,
	},
	{
		reason: 'suspended',
		text: /suspended|account (?:is |has been )?(?:disabled|inactive|deactivated)|mailbox (?:is )?(?:disabled|inactive)|\b[45]\.2\.1\b/,
	},
	{reason: 'rate-limited', text: /too many|rate limit|throttl|try again later|greylist|graylist|\b4\.7\.(?:0|28)\b/},
	{reason: 'policy-blocked', text: /spam|blocked|blacklist|block ?list|reputation|spf|dkim|dmarc|policy|\b5\.7\.\d+\b/},
	{
		reason: 'mailbox-unknown',
		text: /\b5\.1\.(?:1|10)\b|user (?:is )?unknown|unknown user|no such (?:user|mailbox|recipient|address)|does(?: not|n't) exist|recipient (?:address )?(?:rejected|not found)|mailbox (?:is )?(?:unavailable|not found)|invalid (?:mailbox|recipient)/,
	},
	{
		reason: 'recipient-server-trouble',
		text: /connection (?:refused|timed out)|timed? ?out|temporar|internal error|service unavailable|system error/,
	},
];

/** A map: a code is text from outside, and a plain object would know `constructor`. */
const codeRules: ReadonlyMap<string, ReasonClass> = new Map([
	['550', 'mailbox-unknown'],
	['551', 'mailbox-unknown'],
	['552', 'mailbox-full'],
	['553', 'mailbox-unknown'],
	['554', 'policy-blocked'],
	['421', 'recipient-server-trouble'],
	['450', 'rate-limited'],
	['451', 'recipient-server-trouble'],
	['452', 'mailbox-full'],
]);

/** Reads code and text of an SMTP reply (RFC 5321 4.2, RFC 3463). Linear in at most 2,000 characters. */
export function classifyReply(code: string, text: string): ReasonClass {
	const words = text.slice(0, 2000).toLowerCase();
	return textRules.find((rule) => rule.text.test(words))?.reason ?? codeRules.get(code) ?? 'unclear';
}

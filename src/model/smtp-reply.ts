import {details, replyCodes, subjects} from './smtp-reply-codes.ts';
import {causes, evasions, refusals} from './smtp-reply-words.ts';

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

/** What the recipient's server answered, or Mailgun in its place. */
export interface SmtpReply {
	readonly code: string;
	/** RFC 3463, where it is told apart from the text. */
	readonly enhancedCode?: string;
	readonly text: string;
}

/** Reads an SMTP reply (RFC 5321 4.2, RFC 3463): words before codes, for many servers use one code for everything. Linear in 2,000 characters. */
export function classifyReply({code, enhancedCode = '', text}: SmtpReply): ReasonClass {
	const read = text.slice(0, 2000);
	const words = wordsOf(read);
	const [, kind, subject, detail] = /\b([45])\.(\d)\.(\d{1,3})\b/.exec(`${enhancedCode} ${read}`) ?? [];
	return (
		reasonIn(causes, words) ??
		details.get(`${subject}.${detail}`) ??
		reasonIn(refusals, words) ??
		subjects.get(`${kind}.${subject}`) ??
		reasonIn(evasions, words) ??
		replyCodes.get(code) ??
		'unclear'
	);
}

/** Whether it will fail again until somebody changes something; undefined where no code says it, as with Mailgun's own. */
export function permanenceOf({code, enhancedCode = '', text}: SmtpReply): 'permanent' | 'temporary' | undefined {
	const replied = ownCodes.has(code) ? undefined : /^[45](?=\d\d$)/.exec(code)?.[0];
	const kind = replied ?? /\b[45](?=\.\d\.\d{1,3}\b)/.exec(`${enhancedCode} ${text.slice(0, 2000)}`)?.[0];
	if (kind === undefined) return undefined;
	return kind === '5' ? 'permanent' : 'temporary';
}

/** Mailgun could not reach any server; it says so both while it tries again and when it gives up. */
const ownCodes: ReadonlySet<string> = new Set(['498', '499']);

function reasonIn(rules: typeof causes, words: string): ReasonClass | undefined {
	return rules.find(({says}) => says.some((pattern) => pattern.test(words)))?.reason;
}

const names =
	/https?:\/\/\S{1,400}|(?<![\w.-])[\w.!#$%&'*+/=?^{|}~-]{1,64}@[^\s<>@,;:()'"]{1,255}|(?<![\w.-])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,8}\.[a-z]{2,4}\b/g;
const blockLists = /spamhaus|spamcop|sorbs|dnsbl|uribl|surbl|barracudacentral/;

/** Lower case, without accents and codes. Links, addresses and host names are not the cause, unless they are those of a block list. */
function wordsOf(text: string): string {
	return text
		.toLowerCase()
		.replace(names, (name) => (blockLists.test(name) ? ' block list ' : ' '))
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.normalize('NFC')
		.replace(/#?\b[45]\.\d\.\d{1,3}\b/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
}

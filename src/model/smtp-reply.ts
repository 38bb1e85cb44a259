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

/**
 * What the words say, from the clearest to the vaguest: the first that fits wins. Words count more than codes, for many servers use
 * one code for everything; so the general "rejected" comes after all that names a cause. Every repetition is bounded: linear time.
 */
const textRules: readonly Rule[] = [
	{
		reason: 'rate-limited',
		text: /(?:frequency|rate)[ -]limit|throttl|gr[ea]ylist|too many (?:connection|session|message|mail|recipient|e-?mail)|at a rate that|too (?:fast|quickly)/,
	},
	{reason: 'policy-blocked', text: /relay(?:ing)? (?:quota|denied|not)|no relaying|\bsize limit|too large|length exceeds/},
	{
		reason: 'mailbox-full',
		text: /over ?quota|quota (?:is )?exceeded|exceed\w* \w{0,12} ?(?:quota|storage)|(?:mailbox|inbox|mail ?box)[^.;]{0,20} full\b|full (?:mailbox|inbox)|out of storage|insufficient storage|(?:bo[iî]te|postfach)[^.;]{0,20}(?:pleine|voll)/,
	},
	{
		reason: 'policy-blocked',
		text: /\bspf\b|\bdkim\b|\bdmarc\b|reverse dns|\brdns\b|\bptr\b|black ?-?list|block ?-?list|\bdnsbl|\brbl\b|\bspam|reputation|\bvirus|malware|phish|blocked using|banned|unauthenticated|authenticat|(?:sender|client|from|ip)\b[^.;]{0,30}(?:reject|block|denied|forbidden|not allowed|does not exist)|domain of sender|without a valid sender|due to [^.;]{0,40}complaints|rfc ?5322/,
	},
	{
		reason: 'suspended',
		text: /(?:account|mailbox|user|recipient)[^.;]{0,40}(?:suspended|disabled|deactivated|inactive|locked|blocked|bloqu[eé]|discontinued|frozen)|(?:disabled|suspended|deactivated|locked) (?:recipient|account|mailbox|user|address)/,
	},
	{
		reason: 'domain-unknown',
		text: /\bno mx\b|null mx|nxdomain|(?:host|domain)(?: name)?(?: is)? (?:unknown|not found)|host or domain name not found|unknown (?:host|domain)|unrout(?:e)?able|(?:host|domain|system) (?:does not accept|not accepting)|no mail (?:host|server|exchanger)/,
	},
	{
		reason: 'mailbox-unknown',
		text: /(?:user|recipient|mailbox|account|alias|address|destinataire|person)\b[^.;]{0,30}(?:unknown|inconnu|not found|not exist|n't exist|not known|not listed|not valid|invalid|unavailable|no longer|syntax)|(?:unknown|invalid|inactive|bad destination|no such|non-?existent|not an? (?:known|valid|registered))[^.;]{0,20}(?:user|recipient|mailbox|account|address|person)|no [^.;]{0,20}mailbox here|recip(?:ient)?notfound|adresse[^.;]{0,20}invalide/,
	},
	{
		reason: 'recipient-server-trouble',
		text: /connection (?:refused|timed out|reset|lost)|timed? ?out|too old|expired|mailer error|system error|internal (?:server )?error|disk space|system (?:storage|resources)|too many hops|hop count|mail loop|routing loop|insufficient permission|\bdns (?:error|failure)|could not resolve|temporar\w{0,3} (?:failure|local problem|unavailable)/,
	},
	{reason: 'unclear', text: /not implemented|service refuse|recipient error/},
	{reason: 'rate-limited', text: /try again later/},
	{
		reason: 'policy-blocked',
		text: /policy|filtered|content|header|suspicious|\bdenied|forbidden|redundant|not (?:permitted|accepted|allowed)|invalid ip|^(?:[\d.]{0,9} )?(?:mail |message )?reject(?:ed)?\b|(?:mail|message)\b[^.;]{0,20}reject|media error|\bsmtp server of your isp|purported responsible/,
	},
];

/** RFC 3463 by subject and detail; a subject alone stands for the details that are not named. */
const enhancedRules: ReadonlyMap<string, ReasonClass> = new Map<string, ReasonClass>([
	['1.0', 'mailbox-unknown'],
	['1.1', 'mailbox-unknown'],
	['1.2', 'domain-unknown'],
	['1.3', 'mailbox-unknown'],
	['1.6', 'mailbox-unknown'],
	['1.7', 'policy-blocked'],
	['1.8', 'policy-blocked'],
	['1.10', 'mailbox-unknown'],
	['2.1', 'suspended'],
	['2.2', 'mailbox-full'],
	['2.3', 'policy-blocked'],
	['3', 'recipient-server-trouble'],
	['4', 'recipient-server-trouble'],
	['6', 'policy-blocked'],
	['7.13', 'suspended'],
	['7.28', 'rate-limited'],
	['7', 'policy-blocked'],
]);

/** A map: a code is text from outside, and a plain object would know `constructor`. 498 and 602 are Mailgun's own. */
const codeRules: ReadonlyMap<string, ReasonClass> = new Map([
	['498', 'domain-unknown'],
	['550', 'mailbox-unknown'],
	['551', 'mailbox-unknown'],
	['552', 'mailbox-full'],
	['553', 'mailbox-unknown'],
	['554', 'policy-blocked'],
	['556', 'domain-unknown'],
	['571', 'policy-blocked'],
	['602', 'recipient-server-trouble'],
	['421', 'recipient-server-trouble'],
	['450', 'rate-limited'],
	['451', 'recipient-server-trouble'],
	['452', 'mailbox-full'],
]);

/** Links and addresses name things that are not the cause. */
const noise = /https?:\/\/\S{1,400}|<?[^\s<>@]{1,64}@[^\s<>]{1,255}>?/g;

/** Reads code and text of an SMTP reply (RFC 5321 4.2, RFC 3463). Linear in at most 2,000 characters. */
export function classifyReply(code: string, text: string): ReasonClass {
	const words = text.slice(0, 2000).toLowerCase().replace(noise, ' ').replace(/\s+/g, ' ').trim();
	return textRules.find((rule) => rule.text.test(words))?.reason ?? byEnhancedCode(words) ?? codeRules.get(code) ?? 'unclear';
}

function byEnhancedCode(words: string): ReasonClass | undefined {
	const [, subject, detail] = /\b[45]\.(\d)\.(\d{1,3})\b/.exec(words) ?? [];
	return enhancedRules.get(`${subject}.${detail}`) ?? enhancedRules.get(subject ?? '');
}

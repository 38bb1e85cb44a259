import type {ReasonClass} from './smtp-reply.ts';

/** Texts are compared in lower case, without accents, addresses, links and host names. Other tongues stand beside their English. */
interface WordRule {
	readonly reason: ReasonClass;
	readonly says: readonly RegExp[];
}

const mailbox = oneOf(
	['user', 'recipients?', 'mail ?box', 'inbox', 'account', 'alias', 'address', 'addressee', 'rcpt', 'local[ -]part'],
	['person', 'employee', 'customer', 'mail drop'],
);
const domain = oneOf(['domain(?: name)?', 'host', 'hostname', 'mail server', 'mail exchanger', 'destination system']);
const sender = oneOf(['senders?', 'domain of sender', 'mail from', 'return[ -]path', 'helo', 'ehlo', 'client(?: host)?', 'ip']);
const ourSide = oneOf([
	'your (?:host|server|domain|network|mail ?server|isp|system|address|e-?mail address)',
	'(?:sending|source|originating) \\w{1,20}',
]);
const refused = oneOf(
	['reject\\w*', 'block\\w*', 'denied', 'deny', 'refused?', 'forbidden', 'banned', 'prohibit\\w*', 'unacceptable', 'disallowed'],
	['unauthori[sz]ed', 'not (?:be )?(?:allowed|accepted|permitted|authori[sz]ed|welcome)', '(?:not|\\w{1,6}n.t) sent'],
);
const missing = oneOf(
	['unknown', '(?:not|no|\\w{1,6}n.?t) exist\\w*', 'non-?exist\\w*', 'no longer', 'moved', '(?:does not|doesn.?t) have'],
	['not found', '(?:can|could)(?: ?not|n.?t) be found', 'not (?:be )?verified'],
	['not (?:known|listed|valid|recogni[sz]ed|registered|local)', 'not an? (?:\\w{1,12} )?(?:known|valid|registered|active|local|member)'],
	['invalid', 'illegal', 'malformed', 'undeliverable'],
);
const off = oneOf(
	['suspended', 'disabled', 'deactivated', 'inactive', 'inactivated', 'not activ\\w*', 'on hold', 'locked', 'frozen', 'archived'],
	['discontinued', 'terminated', 'closed', 'expired', 'switched off'],
);

/**
 * What names a cause: the first rule that fits wins. The order is the knowledge: a sender that does not exist is no recipient that does
 * not exist, a relay's quota no mailbox's, and what is full is not too large.
 */
export const causes: readonly WordRule[] = [
	{reason: 'mailbox-unknown', says: [/^not delivering to previously bounced/]},
	// Mailgun did not even try: no server gave a reason.
	{reason: 'unclear', says: [/^not delivering to (?:an? )?(?:unsubscribed|user who)/]},
	{
		reason: 'rate-limited',
		says: [
			/gr[ae]y ?-?list|throttl/,
			/\b(?:rate|frequency|connections?|sessions?)[ -](?:is |are )?(?:limit|exceed)/,
			/\b(?:daily|hourly) (?:relay |sending |message )?(?:limit|quota)|\bmessage rate/,
			/\btoo (?:many|much) (?:\w{1,15} ){0,2}(?:connection|session|message|e-?mail|mail|recipient|request|rcpt|error|deliver)/,
			/\b(?:messages|e?-?mails|connections|recipients) per |\bhow many messages/,
			/\bat a rate|\btoo (?:fast|quickly|often|frequent)|\bslow(?:er| ?down)/,
			/\btemporarily deferred|\bserver (?:is )?busy/,
		],
	},
	{
		reason: 'policy-blocked',
		says: [
			/\bspf\b|\bdkim\b|\bdmarc\b|\bsender ?id\b|purported responsible/,
			/authenticat|\b(?:start)?tls\b|encryption requir/,
			/\b(?:ptr|rdns)\b|reverse[ -](?:dns|ip|lookup|host)|your (?:reverse )?host ?name/,
			/(?:black|block|deny) ?-?list|\b(?:dns|uri|rh|s|r)?bl\b|blocked using|\blisted (?:in|on|by|at)\b/,
			/\bdial-?up|\bdynamic (?:ip|host|address|range)|generic (?:host|ptr)/,
			/spam|unsolicited|\bbulk\b|\bjunk\b|\buce\b|reputation|complaint|\babus|迷惑|垃圾邮件|спам/,
			/virus|malware|phish|trojan|\battachments?\b/,
			near(oneOf([sender, ourSide]), refused),
			new RegExp(`\\bfrom\\b[^.;]{0,40}\\b${refused}\\b`),
			near(
				oneOf([sender, ourSide]),
				oneOf([missing, 'no such', 'bad', 'empty', 'null', 'missing', 'without', 'verif\\w*', 'resolve\\w*', 'mismatch\\w*']),
			),
			/call(?:back|out)\b|verification failed/,
			/expediteur|emetteur|absender|mittente|remitente|remetente/,
			/\brelay(?:ing)?\b[^.;]{0,30}(?:denied|not|prohibit|refus|attempt)|(?:no|not|unable to|cannot|open|as a|don.?t) relay|rcpthosts/,
		],
	},
	{
		reason: 'recipient-server-trouble',
		says: [
			/\b(?:system|disk|server)[^.;]{0,12}(?:storage|resources|space|full)\b/,
			/(?:storage|space|resources)[^.;]{0,12} (?:system|server)\b|out of (?:disk|memory)/,
		],
	},
	{
		reason: 'mailbox-full',
		says: [
			/quota|\bcuota\b|\bcota\b|over capacity|mail ?box size|storage (?:limit|allocation)/,
			near(oneOf([mailbox, 'mail ?dir', 'folder', 'storage']), 'full'),
			/(?:out of|insufficient|not enough|exceed\w*[^.;]{0,20}|no) (?:storage|space|room)|\bstorage exceeded/,
			/(?:boite|messagerie)[^.;]{0,30}pleine|(?:postfach|mailbox)[^.;]{0,20}voll\b|casella[^.;]{0,20}piena/,
			/buzon[^.;]{0,20}lleno|caixa[^.;]{0,20}(?:cheia|lotada)|переполнен|容量|一杯|満杯|已满/,
		],
	},
	{
		reason: 'policy-blocked',
		says: [
			/\btoo (?:large|big|long)\b|\bsize\b[^.;]{0,30}(?:limit|exceed|maximum)/,
			/(?:exceed|maximum|fixed)[^.;]{0,40}\b(?:size|length)\b/,
		],
	},
	{
		reason: 'suspended',
		says: [
			near(mailbox, off),
			/(?:account|user|mailbox|recipient)(?: account)? (?:is |has been |was )?(?:temporarily )?blocked/,
			/compte[^.;]{0,30}(?:bloque|desactive|suspendu)|konto[^.;]{0,20}(?:gesperrt|deaktiviert)/,
			/(?:cuenta|conta|casella)[^.;]{0,30}(?:suspen|sospes|bloque|desactiv|desativ|disabilit|inativ|inactiv)/,
			/заблокирован|отключен|冻结|停用/,
		],
	},
	{
		reason: 'domain-unknown',
		says: [
			/\bno (?:mx|mail ?(?:host|server|exchanger))\b|\bnull mx\b|nxdomain|unrout(?:e)?able/,
			new RegExp(`\\b${domain}(?: \\S{1,60})? (?:is |was |has |does |could )?${missing}`),
			new RegExp(`\\b(?:unknown|no such|invalid|bad|non-?existent|wrong) (?:recipient |destination |mail |e-?mail )?${domain}\\b`),
			/(?:host|domain) (?:does not|doesn.?t|is not|not) accept(?:ing)?(?: any)? (?:mail|e-?mail|messages)/,
			/(?:not|n.t) (?:handle|host|accept) (?:e-?)?mail for|not (?:a )?local host/,
			/(?:domain|domaine|dominio|domein)[^.;]{0,20}(?:inconnu|unbekannt|desconocid|desconhecid|sconosciut|onbekend|existe|esiste)/,
		],
	},
	{
		reason: 'mailbox-unknown',
		says: [
			near(mailbox, missing),
			new RegExp(`\\b(?:no|bad|wrong|not our) (?:such |valid )?(?:\\w{1,12} )?${mailbox}\\b`),
			/recip(?:ient)?notfound|\bno one (?:here|with|by)|\bnobody (?:here|by|with)|\bmisspel|not (?:found )?in (?:the )?directory/,
			/inconnu|introuvable|n.existe pas|unbekannt|existiert nicht|nicht gefunden|onbekend|bestaat niet/,
			/desconocid|desconhecid|sconosciut|n[ao]o? existe|non esiste|ine[sx]istente|nie istnieje|nie ma tak|nieznan|bulunamad/,
			/(?:adresse|destinataire|destinatario|indirizzo|empfanger)[^.;]{0,40}(?:invalid|non valid|ungultig)/,
			/не (?:существует|найден)|неизвестн|нет такого|нет почтового ящика|不存在|找不到|存在しません|見つかりません|宛先不明/,
		],
	},
	{
		reason: 'policy-blocked',
		says: [/polic(?:y|ies)|politi[ckq]|security|suspicious|\bcontent\b|\bheader|\bfilter|media error|\bmime\b|by (?:the )?administrator/],
	},
	{
		reason: 'recipient-server-trouble',
		says: [
			/\bhop(?:s| count)\b|\bloop|too old|\bexpired\b|(?:retry|delivery) time/,
			/connection (?:refused|timed|reset|lost|dropped|closed)|lost connection|time[ds]?[ -]?out|unreachable/,
			/\b(?:internal|system|server|configuration|mailer|software)(?: \w{1,12})? (?:error|failure|problem)/,
			/\b(?:local|lookup|write|i\/o|temporary)(?: \w{1,12})? (?:error|failure|problem)|temporarily (?:not |un)available/,
			/\bdns (?:\w{1,12} )?(?:error|fail|problem|lookup)|name ?server|servfail|(?:could not|unable to) (?:connect|resolve)/,
			/insufficient (?:permission|memory|resources)|\boverload|load average|too busy|maintenance|misconfigur|command failed|\boff-?line\b/,
		],
	},
	{reason: 'mailbox-unknown', says: [near(mailbox, oneOf(['unavailable', 'not available']))]},
];

/** What is no more than a refusal: an enhanced code that names a cause tells more. */
export const refusals: readonly WordRule[] = [
	{reason: 'mailbox-unknown', says: [/(?:recipient|address)(?:es)? (?:was |is )?(?:rejected|refused)/]},
	{
		reason: 'recipient-server-trouble',
		says: [/(?:service|server|system) (?:is |currently |not )*(?:un)?available|transaction failed|delivery (?:error|failed)|in processing/],
	},
	{
		reason: 'policy-blocked',
		says: [new RegExp(`\\b${refused}\\b`), /rejete|abgelehnt|abgewiesen|verweigert|rechazad|rejeitad|rifiutat|отклонен|拒/],
	},
];

/** What says nothing but: later. */
export const evasions: readonly WordRule[] = [{reason: 'rate-limited', says: [/try (?:again|later)|again later|come back/]}];

function oneOf(...lines: readonly (readonly string[])[]): string {
	return `(?:${lines.flat().join('|')})`;
}

/** Both in one sentence, in either order. Bounded, so that a hostile text takes linear time. */
function near(one: string, other: string): RegExp {
	const gap = '\\b[^.;]{0,40}?\\b';
	return new RegExp(`\\b${one}${gap}${other}\\b|\\b${other}${gap}${one}\\b`);
}

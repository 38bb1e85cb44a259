/** What stands in the place of a secret. */
export const hidden = '•••';

/** Digits of every script, and whatever but letters lies between them, are one number to whoever types them in. */
const gap = String.raw`[^\p{L}\p{N}\p{Co}]`;
const spreadDigits = new RegExp(String.raw`\p{N}(?:${gap}{0,12}\p{N}){3,}|\p{N}{3,}`, 'gu');
/** One letter or digit in each cell. */
const spreadSigns = new RegExp(String.raw`(?<![\p{L}\p{N}])[A-Za-z0-9](?:${gap}{1,12}[A-Za-z0-9](?![\p{L}\p{N}])){3,}`, 'gu');
/** `K7 QX 49`, `JBSW YADP EHPK`. */
const chunks = /(?<![\p{L}\p{N}])[A-Z0-9]{2,5}(?:[ -][A-Z0-9]{2,5}(?![\p{L}\p{N}])){2,}/gu;
/** A word in capitals that has a line for itself is a code more often than a heading. */
const loneWord = /^([^\p{L}\p{N}\n]{0,20})([\p{Lu}0-9-]{4,40})(?=[^\p{L}\p{N}\n]{0,20}$)/gmu;
const base64Lines = /^[A-Za-z0-9+/]{40,}={0,2}$(?:\n[A-Za-z0-9+/]{1,80}={0,2}$)*/gm;
const encodedWord = /=\?[^\s?]{1,40}\?[bq]\?[^?\n]*\?=/gi;

const digitWords = [
	'zero|oh|one|two|three|four|five|six|seven|eight|nine',
	'null|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun',
	'zéro|un|deux|trois|quatre|cinq|sept|huit|neuf',
	'cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve',
].join('|');
const spokenDigits = new RegExp(
	String.raw`(?<!\p{L})(?:${digitWords})(?:[\s,;.·-]{1,4}(?:${digitWords})(?!\p{L})){3,}|[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]{4,}`,
	'giu',
);

/** What mails call a secret, in the languages that we write and some more. */
const secretName = [
	'(?:pass)?codes?|tokens?|otp|pin|passwords?|passphrase|secrets?|key|uid|nonce|signature',
	'kennwort|passwort|schlüssel|código|codigo|clave|contraseña|codice|mot de passe|jeton|senha|kod|kodu|hasło|şifre',
	'код|пароль|ключ|رمز|كود|קוד|סיסמה|コード|パスワード|代码|验证码|驗證碼|密码|कोड',
].join('|');
const namedSecret = new RegExp(
	String.raw`((?<!\p{L})(?:\p{L}{0,30}[_-])?(?:${secretName})["']?\s{0,3}[:=]["'\s*_“„«]{0,12})([^\s"'”»,;<>•]{3,})`,
	'giu',
);
const bearer = /(?<=\b(?:bearer|basic)[ \t]{1,3})[^\s•]{6,}/gi;
/** A value whose name says nothing; quoted-printable and percent signs are unpacked by then. */
const namedValue = /(?<=[\p{L}_-]{2}=)["']?[^\s"'&,;<>•]{4,}/gu;
const speaksOfSecret = new RegExp(String.raw`(?<!\p{L})(?:${secretName})(?!\p{L})`, 'iu');
const capitals = /(?<![\p{L}\p{N}])\p{Lu}{4,11}(?![\p{L}\p{N}])/gu;
const plainCapitals = new Set(
	'DONT DOES GITLAB HTTPS HTML IMPORTANT JSON LDAP NEVER NOTE OAUTH ONLY PLEASE SAML SHARE THIS WARNING YOUR'.split(' '),
);

/** Secrets with names: before anything is unpacked, for a value may look packed without being it. */
export function maskNamedSecrets(text: string): string {
	return text.replace(encodedWord, hidden).replace(namedSecret, `$1${hidden}`);
}

/** Masks rather too much than too little: a date or a telephone number may go with the codes. */
export function maskCodes(text: string): string {
	return text
		.replace(base64Lines, hidden)
		.replace(loneWord, `$1${hidden}`)
		.replace(spreadDigits, hidden)
		.replace(spreadSigns, hidden)
		.replace(chunks, (found) => (isChunkedCode(found) ? hidden : found))
		.replace(spokenDigits, hidden)
		.replace(namedSecret, `$1${hidden}`)
		.replace(bearer, hidden)
		.replace(namedValue, hidden)
		.replace(tokenWord, (word) => (isToken(word) ? hidden : word))
		.replace(/.+/g, (line) =>
			speaksOfSecret.test(line) ? line.replace(capitals, (word) => (plainCapitals.has(word) ? word : hidden)) : line,
		);
}

function isChunkedCode(found: string): boolean {
	return /\d/.test(found) || areEquallyLong(found.split(/[ -]/));
}

function areEquallyLong(parts: readonly string[]): boolean {
	return new Set(parts.map(({length}) => length)).size === 1;
}

/** Words of scripts that part them by spaces; in others a number may stand between words. */
const tokenWord = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_+/=~-]{4,}/gu;

function isToken(word: string): boolean {
	const parts = word.split(/[-/=+_~]/).filter((part) => part !== '');
	return prefixed.test(word) || isMixed(word, parts) || isGrouped(parts) || isPackedDigits(word) || parts.some(isRandom);
}

/** GitLab, Slack, GitHub and JSON web tokens say what they are (https://docs.gitlab.com/security/tokens/#token-prefixes). */
const prefixed = /(?:gl(?:pat|rt|cbt|ptt|dt|ft|soat|imt|agent|oas|ffct)-|xox[a-z]-|xapp-|gh[a-z]_|eyJ)[\w-]{6,}/;

/** Letters and digits in one; `24h`, `2nd` and `60-minute` are words. */
function isMixed(word: string, parts: readonly string[]): boolean {
	const count = word.match(/\p{N}/gu)?.length ?? 0;
	return count > 2 ? /\p{L}/u.test(word) : count > 0 && !parts.every((part) => countedWord.test(part));
}

const countedWord = /^(?:\p{N}{1,2}|\p{Lu}?\p{Ll}{2,22}|\p{Lu}{1,3}|\p{N}{1,2}(?:st|nd|rd|th|h|hrs?|min|am|pm|[kmg]b|px)|IPv[46]|OAuth2)$/u;

/** `abcd-efgh-ijkl`, but not `step-by-step`. */
function isGrouped(parts: readonly string[]): boolean {
	return parts.length > 2 && parts.every((part) => part.length > 2) && areEquallyLong(parts);
}

/** A short number in base64 may have no digit of its own. */
function isPackedDigits(word: string): boolean {
	if (word.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(word)) return false;
	const text = atob(word);
	return /\d{2}/.test(text) && !/[^\x20-\x7e]/.test(text);
}

/** Longer than words are, in capitals without an end, or capitals where no word has them. */
function isRandom(part: string): boolean {
	if (part.length > 22 || /\p{Lu}{12,}/u.test(part)) return true;
	const humps = part.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0;
	return humps > 2 || (humps === 2 && part.length > 9) || (humps > 0 && part.length > 15) || /\p{Lu}{2}\p{Ll}+\p{Lu}/u.test(part);
}

/** A label of a host that could be a token; `isOwner`: one of those that name whose the host is. */
export function isTokenLabel(label: string, isOwner: boolean): boolean {
	if (label.length > 20 || /(?:\d.*){4}/.test(label)) return true;
	return !isOwner && (label.length > 13 || (/\d/.test(label) && label.length > 4));
}

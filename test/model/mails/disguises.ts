/** How a text is written: what a reader, a mail program or a careless converter makes of it. */
export interface Disguise {
	readonly how: string;
	readonly plain?: (secret: string) => string;
	readonly html?: (secret: string) => string;
	/** What is written is no other spelling of the same digits, and must not be read either. */
	readonly alsoHidden?: true;
}

const join = (between: string) => (secret: string) => [...secret].join(between);
const wrap = (before: string, after: string) => (secret: string) => [...secret].map((sign) => `${before}${sign}${after}`).join('');
const each = (write: (code: number) => string) => (secret: string) => [...secret].map((sign) => write(sign.codePointAt(0) ?? 0)).join('');
const hex = (code: number) => code.toString(16).toUpperCase();
const digitsFrom = (zero: number) => each((code) => String.fromCodePoint(zero + code - 48));
const base64 = (text: string) => Buffer.from(text).toString('base64');
const half = (secret: string) => [secret.slice(0, 3), secret.slice(3)] as const;

export const codeDisguises: readonly Disguise[] = [
	{how: 'as it is', plain: (code) => code},
	{how: 'in the middle of a sentence', plain: (code) => `Your code is ${code}, Ada.`},
	{how: 'with a space', plain: (code) => half(code).join(' ')},
	{how: 'with a hyphen', plain: (code) => half(code).join('-')},
	{how: 'with non-breaking spaces', plain: join('\u00A0')},
	{how: 'with narrow spaces', plain: join('\u202F')},
	{how: 'with zero-width spaces', plain: join('\u200B')},
	{how: 'with soft hyphens and word joiners', plain: join('\u00AD\u2060')},
	{how: 'with dots and stars', plain: join(' . * ')},
	{how: 'in brackets', plain: wrap('[', '] ')},
	{how: 'one a line', plain: join('\n')},
	{how: 'one a quoted line', plain: (code) => `> ${join('\n> ')(code)}`},
	{how: 'in two halves of a sentence', plain: (code) => `It begins with ${half(code).join(' and ends with ')}.`},
	{how: 'full width', plain: digitsFrom(0xff10)},
	{how: 'in Arabic digits', plain: digitsFrom(0x660)},
	{how: 'in Persian digits', plain: digitsFrom(0x6f0)},
	{how: 'in Devanagari digits', plain: digitsFrom(0x966)},
	{how: 'in Thai digits', plain: digitsFrom(0xe50)},
	{how: 'in mathematical bold', plain: digitsFrom(0x1d7ce)},
	{how: 'in black circles', plain: each((code) => (code === 48 ? '\u24FF' : String.fromCodePoint(0x2776 + code - 49)))},
	{how: 'as keycaps', plain: wrap('', '\uFE0F\u20E3')},
	{how: 'underlined with marks', plain: wrap('', '\u0332')},
	{how: 'turned round', plain: (code) => `\u202E${[...code].reverse().join('')}\u202C`},
	{how: 'in words', alsoHidden: true, plain: (code) => [...code].map((sign) => englishDigits[Number(sign)]).join(' ')},
	{how: 'in Chinese signs', alsoHidden: true, plain: (code) => [...code].map((sign) => '〇一二三四五六七八九'[Number(sign)]).join('')},
	{how: 'quoted-printable', plain: each((code) => `=${hex(code)}`)},
	{how: 'broken by a soft line break', plain: (code) => half(code).join('=\r\n')},
	{how: 'percent-encoded', plain: each((code) => `%${hex(code)}`)},
	{how: 'percent-encoded twice', plain: each((code) => `%25${hex(code)}`)},
	{how: 'in escapes of a script', plain: each((code) => `\\u00${hex(code)}`)},
	{how: 'in base64', plain: (code) => `Q29kZTog ${base64(code)}`},
	{how: 'in lines of base64', plain: (code) => base64(`Your code is ${code}. It works for an hour. `.repeat(5)).replace(/.{76}/g, '$&\n')},
	{how: 'in an encoded word', plain: (code) => `=?UTF-8?B?${base64(code)}?= =?UTF-8?Q?${each((sign) => `=${hex(sign)}`)(code)}?=`},
	{how: 'between tags that were shown as text', plain: (code) => half(code).join('<b></b>')},
	{how: 'in bold', html: (code) => `<b>${code}</b>`},
	{how: 'in a tag each', html: wrap('<span class="d">', '</span>')},
	{how: 'in a cell each', html: (code) => `<table><tr>${wrap('<td align="center">\n', '\n</td>')(code)}</tr></table>`},
	{how: 'in a row each', html: (code) => `<table>${wrap('<tr> <td> <p>', '</p> </td> </tr>\n')(code)}</table>`},
	{how: 'in nested boxes', html: wrap('<div><div><div><p>', '</p></div></div></div>\n')},
	{how: 'in list items', html: (code) => `<ul>${wrap('<li>', '</li>')(code)}</ul>`},
	{how: 'in entities', html: each((code) => `&#${code};`)},
	{how: 'in hexadecimal entities', html: each((code) => `&#x${hex(code).toLowerCase()};`)},
	{how: 'in entities without an end', html: each((code) => `&#${code}`)},
	{how: 'in entities with many zeros', html: each((code) => `&#0000000${code};`)},
	{how: 'in entities packed twice', html: each((code) => `&amp;#${code};`)},
	{how: 'with named spaces', html: join('&numsp;')},
	{how: 'with named signs that nobody sees', html: join('&ZeroWidthSpace;&shy;&NoBreak;')},
	{how: 'with comments', html: join('<!-- > -->')},
	{how: 'with breaks and rules', html: join('<wbr><br/><hr>')},
	{how: 'in a picture’s words', html: (code) => `<img src="cid:qr" alt="Code ${code}" title='${code}' aria-label="${code}">`},
	{how: 'in a hidden line', html: (code) => `<div style="display:none;max-height:0">${code} is your code</div>`},
	{how: 'in a style sheet', html: (code) => `<style>.c:after{content:"${code}"}</style><p style="--c:'${code}'">Look above</p>`},
	{how: 'in a script and a comment', html: (code) => `<script>show("${code}")</script><!-- ${code} -->`},
	{how: 'in a form', html: (code) => `<form><input name="otp" value="${code}"><button value="${code}">Go</button></form>`},
	{how: 'in tags that are shown as text', html: (code) => half(code).join('&lt;b&gt;')},
	{how: 'in a comment that never ends', html: (code) => `<p>Bye</p><!-- ${code}`},
	{how: 'in a tag that never ends', html: (code) => `<p>Bye</p><img alt="${code}`},
	{how: 'in tags in a mess', html: (code) => `<p><b>${half(code).join('</p></i><B><')}</p></table>`.replace('<B><', '<B>')},
];

const englishDigits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;
export const place = 'https://gitlab.com/users/password/edit';

export const tokenDisguises: readonly Disguise[] = [
	{how: 'in a query', plain: (token) => `${place}?reset_password_token=${token}`},
	{how: 'in a path', plain: (token) => `https://gitlab.com/-/confirm/${token}/now`},
	{how: 'behind a hash', plain: (token) => `${place}#t=${token}`},
	{how: 'as user and password', plain: (token) => `https://${token}:${token}@gitlab.com/users/sign_in`},
	{how: 'behind quotes and brackets in a link', plain: (token) => `${place}?a=('b')[${token}]`},
	{how: 'in a link without a scheme', plain: (token) => `gitlab.com/users/confirmation/${token}`},
	{how: 'in a link of slashes alone', plain: (token) => `//gitlab.com/users/confirmation?t=${token}`},
	{how: 'in a link with backslashes', plain: (token) => `https:\\\\gitlab.com\\users?token=${token}`},
	{how: 'in a link in brackets over two lines', plain: (token) => `<${place}?token=${token.slice(0, 5)}\n${token.slice(5)}>`},
	{how: 'in a link with a soft line break', plain: (token) => `${place}?reset_password_to=\r\nken=3D${token}`},
	{how: 'in a link that was wrapped', plain: (token) => `${place}?reset_password_token=\n${token}\n`},
	{how: 'behind two letters that look quoted-printable', plain: (token) => `${place}?token=20${token}&u=AB${token}`},
	{how: 'in a link in entities', html: (token) => `<p>https:&#x2F;&#x2F;gitlab.com&#47;users&#47;confirm?t&equals;${token}</p>`},
	{how: 'in a link with signs that nobody sees', plain: (token) => `ht\u200Btps://gitlab.com/users?to\u200Bken=${join('\u2060')(token)}`},
	{how: 'in a percent-encoded link', plain: (token) => encodeURIComponent(`${place}?token=${token}`)},
	{how: 'in a full-width link', plain: (token) => `ｈｔｔｐｓ：／／gitlab.com／users／${token}`},
	{how: 'in the target of a link', html: (token) => `<a href="${place}?reset_password_token=${token}">Choose a new password</a>`},
	{
		how: 'in a link of a German domain',
		plain: (token) => `https://bücher.example.com/users?token=${token} https://xn--bcher-kva.example/${token}`,
	},
	{how: 'in a mailto link', plain: (token) => `mailto:support@example.org?subject=${token}&body=${token}`},
	{how: 'in a data link', plain: (token) => `data:text/plain;base64,${base64(token)} data:,${token}`},
	{
		how: 'in a tracking pixel',
		html: (token) => `<img width=1 height=1 src="https://email.mg.gitlab.com/o/${token}.gif?u=${token}"><p>Bye</p>`,
	},
	{how: 'in a tracking link', plain: (token) => `https://${token}.email.example.com/c/${token}`},
	{how: 'in Markdown', plain: (token) => `[Sign in](${place}?token=${token}) or ![](https://mg.gitlab.com/o/${token})`},
	{how: 'alone', plain: (token) => `Token: ${token}`},
	{how: 'as a value', plain: (token) => `confirmation_token=${token}; session_id=${token}`},
	{how: 'in JSON', plain: (token) => JSON.stringify({confirmation: {token, pin: `${token}`}})},
	{how: 'in an Authorization line', plain: (token) => `Authorization: Bearer ${token}`},
	{
		how: 'in a calendar',
		plain: (token) => `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:${token}\nURL:${place}?t=${token}\nEND:VEVENT\nEND:VCALENDAR`,
	},
];

/** As the services make them. */
export const tokens = [
	'yQx8sPz1TnVbGh2LkMdR',
	'glpat-x8sPz1TnVbGh2LkMdR',
	'5f4dcc3b5aa765d61d8327deb882cf99',
	'3c9f0f5e-7f0b-4c29-9b4e-0d7c1f5a2b61',
	'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLW91cnM',
] as const;

export const addressDisguises: readonly Disguise[] = [
	{how: 'as it is', plain: (local) => `It was added by ${local}@example.org.`},
	{how: 'in brackets', plain: (local) => `From: Eve <${local}@example.org>\n> Cc: <${local}@example.org>`},
	{how: 'with a quoted name', plain: (local) => `"${local}"@example.org`},
	{how: 'in entities', html: (local) => `<p>${local}&#64;example&period;org ${local}&commat;example.org</p>`},
	{how: 'percent-encoded', plain: (local) => `Write to mailto:${local}%40example.org`},
	{how: 'full width', plain: (local) => `${local}＠example．org`},
	{how: 'in words', plain: (local) => `${local} at example dot org, ${local} [at] example.org, ${local} (at) example [dot] org`},
	{how: 'split by tags', html: (local) => `<p>${local}<span>@</span><b>example</b>.org</p>`},
	{how: 'over two lines', plain: (local) => `${local}@\nexample.org`},
	{how: 'quoted-printable', plain: (local) => `${local}=40example=2Eorg`},
	{how: 'at a foreign domain', plain: (local) => `${local}@bücher.example`},
	{how: 'in a return path', plain: (local) => `bounces+${local}=example.org@mg.gitlab.com`},
];

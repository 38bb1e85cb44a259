import {place} from './disguises.ts';
import {type CorpusMail, codeOf, english, mail} from './letters.ts';

export const local = 'eve.stoneham';

const code = codeOf(500);
const token = 'Kd7vRw2QnXs9LpZt4Hbc';
const [greeting, ask, end] = [english.greeting, english.ask, english.end];
const frame = (middle: string) => `${greeting}\n\n${ask}\n\n${middle}\n\n${end}`;

/** What is about the whole mail, and not about how a secret is written. */
export const wholes: readonly CorpusMail[] = [
	mail({
		name: 'a code behind the subject',
		subject: `Verify your identity | ${code}`,
		plain: frame('Look above.'),
		canaries: [code],
		left: ['Verify your identity', ask],
	}),
	mail({
		name: 'a token behind the subject',
		subject: `Verify your identity | ${token}`,
		plain: frame('Look above.'),
		canaries: [token],
		left: [ask],
	}),
	mail({
		name: 'a code in the sender’s name',
		from: `Code ${code} <gitlab@mg.gitlab.com>`,
		plain: frame('Look above.'),
		canaries: [code],
		left: [ask],
	}),
	mail({
		name: 'secrets in headers that nobody needs',
		plain: frame('Your sign-in waits.'),
		headers: [
			['List-Unsubscribe', `<https://mg.gitlab.com/u/${token}>, <mailto:u+${token}@mg.gitlab.com>`],
			['X-Verification-Code', code],
			['X-Mailgun-Variables', JSON.stringify({code, token})],
			['References', `<${token}@mg.gitlab.com>`],
			['In-Reply-To', `<${code}.reply@mg.gitlab.com>`],
			['Reply-To', `${local}@example.org`],
			['Cc', `Eve <${local}@example.org>`],
		],
		canaries: [code, token, local],
		left: [ask, 'Your sign-in waits.'],
	}),
	mail({
		name: 'attachments with secrets in their names and contents',
		plain: frame('See what is attached.'),
		attachments: [
			{name: `code-${code}.pdf`, contentType: 'application/pdf', content: `code ${code}`},
			{name: `${token}.ics`, contentType: 'text/calendar', content: `UID:${token}`},
		],
		canaries: [code, token],
		left: ['See what is attached.', '2 attachments'],
	}),
	mail({name: 'nothing at all', canaries: [code], left: ['(no text)']}),
	mail({name: 'nothing but spaces', plain: ' \u00A0\r\n\t\u200B\n', html: '<p> &nbsp; </p>', canaries: [code], left: ['(no text)']}),
	mail({
		name: 'nothing but a picture',
		html: `<img src="https://gitlab.com/qr/${token}.png" alt="${code}">`,
		canaries: [code, token],
		left: ['(no text)'],
	}),
	mail({
		name: 'both texts, with different secrets',
		plain: frame(`The code is ${code}.`),
		html: `<p>${greeting}</p><p>Other code: ${codeOf(501)}</p>`,
		canaries: [code, codeOf(501)],
		left: [ask, end],
	}),
	mail({
		name: 'a reply in a reply in a reply',
		plain: `Thank you.\n\nOn Friday Eve wrote:\n> Is it this one?\n>> ${greeting}\n>> ${ask}\n>>> ${[...code].join('\n>>> ')}\n>> ${local}@example.org\n>> ${place}?token=${token}\n`,
		canaries: [code, token, local],
		left: ['Thank you.', 'Is it this one?', ask, 'https://gitlab.com/users/password/edit'],
	}),
	mail({
		name: 'a megabyte of text before and after',
		plain: `${greeting}\n${code}\n${ask}\n\n${'All of this is only here to be long.\n'.repeat(30_000)}\n${code}\n`,
		canaries: [code],
		left: [greeting, ask, 'is cut here'],
	}),
	mail({
		name: 'a megabyte of styles before the text',
		html: `<html><head><style>${`.a{color:#fff;content:"${code}"}\n`.repeat(30_000)}</style></head><p>${greeting}</p><p>${code}</p><p>${ask}</p>`,
		canaries: [code],
		left: [greeting, ask],
	}),
	mail({
		name: 'a code that lies across the place where the text is cut',
		plain: `${greeting}\n${'\u200B'.repeat(19_000)}\n${`${code} `.repeat(1000)}`,
		canaries: [code],
		left: [greeting],
	}),
	mail({name: 'a code of capital letters on a line', plain: frame('  *XKQZPMWD*  '), canaries: ['XKQZPMWD'], left: [ask, end]}),
	mail({
		name: 'a code of capital letters in a sentence',
		plain: frame('Your code is XKQZPMWD.'),
		canaries: ['XKQZPMWD'],
		left: [ask, 'Your code is', end],
	}),
	mail({name: 'a code of small letters behind a colon', plain: frame('Code: xkqzpmwd'), canaries: ['xkqzpmwd'], left: [ask, end]}),
	mail({
		name: 'a code of letters in another language',
		plain: frame('Код: ЖЩЦЮЫ\nKennwort: xkqzpmwd\n验证码：XKQZPMWD'),
		canaries: ['ЖЩЦЮЫ', 'xkqzpmwd', 'XKQZPMWD'],
		left: [ask, end],
	}),
	mail({name: 'a code of four signs', plain: frame('Enter K7QX now.'), canaries: ['K7QX'], left: ['Enter', 'now.', end]}),
	mail({
		name: 'a code of letters and digits, in cells',
		html: `<p>${ask}</p><table><tr><td>K</td><td>7</td><td>Q</td><td>X</td><td>4</td></tr></table>`,
		canaries: ['K7QX4'],
		left: [ask],
	}),
	mail({
		name: 'codes for an emergency',
		plain: frame('abcd-efgh-ijkl\nJBSW YADP EHPK\nK7 QX 49\nJBSWYDPEHPKPXPAB'),
		canaries: ['abcd-efgh-ijkl', 'JBSW YADP EHPK', 'K7 QX 49', 'JBSWYDPEHPKPXPAB'],
		left: [ask, end],
	}),
	mail({
		name: 'a secret for an app',
		plain: frame(`otpauth://totp/GitLab:${local}@example.org?secret=JBSWYDPEHPKPXPAB`),
		canaries: ['JBSWYDPEHPKPXPAB', local],
		left: [ask, end],
	}),
	mail({
		name: 'much that is no secret',
		plain: `${greeting}\n\nYour 60-minute trial of the 2nd step, open 24/7, is for JavaScript and GitLab users and/or teams.\nPlease read https://gitlab.com/users/sign_in, then step-by-step, up-to-date, day-to-day.\nIt was sent to ada@example.com. Sicherheitsprüfung, déjà vu.\n\nBest regards`,
		canaries: [code],
		left: [
			'Your 60-minute trial of the 2nd step, open 24/7, is for JavaScript and GitLab users and/or teams.',
			'https://gitlab.com/users/sign_in, then step-by-step, up-to-date, day-to-day.',
			'It was sent to ada@example.com. Sicherheitsprüfung, déjà vu.',
			'Best regards',
		],
	}),
	mail({
		name: 'letters in named entities',
		html: '<p>Fran&ccedil;ais, Gr&uuml;&szlig;e, ma&ntilde;ana &ndash; &laquo;d&eacute;j&agrave;&raquo; &amp; 5 &lt; 7 that&rsquo;s left&hellip;</p>',
		canaries: [code],
		left: ['Français, Grüße, mañana – «déjà» & 5 < 7 that’s left...'],
	}),
	mail({
		name: 'letters in quoted-printable',
		plain: 'Gr=C3=BC=C3=9Fe aus K=C3=B6ln =E2=80=93 bis bald',
		canaries: [code],
		left: ['Grüße aus Köln – bis bald'],
	}),
];

import {bold, type Card, code, line, small} from '../kit.ts';

const examples: readonly (readonly [string, string])[] = [
	['/confirm ada@example.com', 'why a mail to this address did not arrive, and what to do'],
	['/confirm ada', 'the same for the account of this username; its address stays undisclosed'],
	['/confirm ada ada@example.com', 'the account, and the address that the customer reports'],
	['/confirm id:123', 'the account of this number'],
	['/confirm ada@example.com eve@example.org', 'up to ten addresses, one line each'],
	['/confirm reset ada', 'a password reset for this account; its address stays undisclosed'],
	['/confirm portal ada@example.com', 'the account at the Customers Portal, which you tell me about; a second address may follow'],
	['/confirm ada@example.com mail:code ticket:12345', 'the missing mail is a code; the ticket is kept with what you do'],
	['/confirm ticket:12345', 'the address that the ticket is about'],
	['/confirm', 'the same by a form'],
	['/confirm help', 'this text'],
];

export function helpCard(problem?: string): Card {
	const intro = problem ?? 'I look into Mailgun and GitLab at once, and tell why a mail did not arrive and what to do next.';
	return {
		text: intro,
		blocks: [
			line(bold(intro), problem === undefined ? '' : ' Nothing was done.'),
			...examples.map(([command, meaning]) => line(code(command), `  ${meaning}`)),
			small(
				'Kinds of mail: confirmation, code, reset, sign-in, other. A ticket may be its number or its URL. A user who is called like one of my words: /confirm @reset. In threads: the message shortcut “Check email delivery”. Answers are for your eyes only.',
			),
		],
	};
}

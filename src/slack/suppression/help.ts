import {bold, type Card, code, line, small} from '../kit.ts';

const examples: readonly (readonly [string, string])[] = [
	['/suppression ada@example.com', 'all lists of all sending domains, with Remove and Undo'],
	['/suppression ada@example.com ticket:12345', 'the same, and the ticket is kept with what you do'],
	['/suppression example.com', 'everybody suppressed at a customer’s domain; Export CSV and Deep Scan'],
	['/suppression log ada@example.com 7d', 'what became of the mails of the last seven days; Preview and Resend'],
	['/suppression log example.com', 'the same for everybody at a domain, with filters: all 550 at one provider, say'],
	['/suppression history ada@example.com', 'what Redeliver did for this address'],
	['/suppression automation', 'whether tickets are looked at by themselves; managers add on or off'],
	['/suppression', 'the same by a form'],
	['/suppression help', 'this text'],
];

export function helpCard(problem?: string): Card {
	const intro = problem ?? 'Mailgun drops mail to an address that is on one of its suppression lists. I find the entries, and remove them.';
	return {
		text: intro,
		blocks: [
			line(bold(intro), problem === undefined ? '' : ' Nothing was done.'),
			...examples.map(([command, meaning]) => line(code(command), `  ${meaning}`)),
			small(
				'Answers are for your eyes only. Removals of bounces need one click; complaints and unsubscribes also the recipient’s own request.',
			),
		],
	};
}

import type {KnownBlock} from '@slack/types';
import {code, line, plain} from '../kit.ts';

const examples: readonly (readonly [string, string])[] = [
	['/confirm ada@example.com', 'why a mail did not arrive, and what to do'],
	['/confirm ada ada@example.com', 'the account, and the address that the customer reports'],
	['/suppression ada@example.com', 'all suppression lists, with Remove and Undo'],
	['/suppression log ada@example.com', 'what was sent and what became of it; Preview and Resend'],
	['/confirm reset ada', 'a password reset; nobody reads the address'],
	['/confirm portal ada@example.com', 'the account in the Customers Portal'],
	['/suppression example.com', 'a whole customer domain; Remove Selected, Deep Scan, Export CSV'],
	['/confirm help', 'all of it; /suppression help tells the rest'],
];

export function helpBlocks(): readonly KnownBlock[] {
	return [{type: 'header', text: plain('Commands')}, ...examples.map(([command, meaning]) => line(code(command), `  ${meaning}`))];
}

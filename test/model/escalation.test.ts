import {expect, test} from 'vitest';
import {bearsReference, type ConsoleRequest, consoleRequestText} from '../../src/model/escalation.ts';

const request: ConsoleRequest = {
	reference: 'es1234',
	account: {id: 1234, primaryEmail: 'Ada+git@example.com'},
	reported: 'ada.work@example.org',
	adminPageUrl: 'https://gitlab.example.com/admin/users/ada',
	adminPageShows: 'Unconfirmed, pending: ada.work@example.org',
	evidence: ['account @ada (id 1234) created'],
	ticket: 'https://brightwater.zendesk.example.com/agent/tickets/4750',
	by: 'U0DANA',
};

const textFor = (adminPageShows: string, more: Partial<ConsoleRequest> = {}) =>
	consoleRequestText({...request, adminPageShows, ...more}).description;

test('it says what is asked, for which account, for which ticket, by whom, and bears its reference', () => {
	const {title, description} = consoleRequestText(request);
	expect(title).toBe('Console request: set unconfirmed_email of account 1234 to nil');
	for (const part of [
		'id 1234',
		request.adminPageUrl,
		request.ticket,
		'U0DANA',
		'Unconfirmed, pending: ada.work@example.org',
		'account @ada',
	])
		expect(description).toContain(part);
	expect([bearsReference(description, 'es1234'), bearsReference(description, 'es123'), bearsReference(description, '1234')]).toEqual([
		true,
		false,
		false,
	]);
});

test('the primary address stays undisclosed, in whatever case; the addresses of others are masked', () => {
	const text = textFor('Primary ADA+GIT@example.com, pending eve@example.net; see ada+git@EXAMPLE.com.');
	expect(text).not.toMatch(/ada\+git/i);
	expect(text).not.toContain('eve@');
	expect(text).toContain('Primary •••, pending e•••@example.net; see •••.');
	expect(textFor('It shows ada+git@example.com', {reported: 'ada+git@example.com'})).toContain('It shows ada+git@example.com');
	expect(textFor('x', {evidence: ['550 no mailbox ada+git@example.com']})).not.toContain('ada+git@');
});

test.for(['/close', '```\n/close\n```', '````\n/assign @eve\n`````', 'a\r\n/confidential\r', '</code></pre>\n/label ~x'])(
	'%j of an agent is quoted: GitLab carries out no command in it',
	(words) => {
		const lines = textFor(words).split(/\r\n|\r|\n/);
		let fence = '';
		for (const line of lines) {
			const run = /^`{3,}$/.exec(line)?.[0] ?? '';
			if (fence === '' && run !== '') fence = run;
			else if (fence !== '' && run.length >= fence.length) fence = '';
			else if (fence === '') expect(line).not.toMatch(/^\s*\//);
		}
		expect(fence).toBe('');
		expect(lines).toContain('Reference: es1234');
	},
);

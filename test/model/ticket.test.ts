import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readTicket} from '../../src/model/ticket.ts';

test.each([
	'12345',
	'#12345',
	'ticket:12345',
	'Ticket:#12345',
	'  12345  ',
	'0012345',
	'https://brightwater.example.com/agent/tickets/12345',
	'https://brightwater.example.com/agent/tickets/12345/events?page=2#note',
	'https://brightwater.example.com/hc/en-us/requests/12345',
	'https://brightwater.example.com/tickets/12345',
	'<https://brightwater.example.com/agent/tickets/12345>',
	'<https://brightwater.example.com/agent/tickets/12345|ticket 12345>',
])('%s is ticket 12345', (text) => {
	expect(readTicket(text)).toEqual({ok: true, ticket: '12345'});
});

test.each([
	'',
	'#',
	'ticket:',
	'0',
	'-12345',
	'12345.5',
	'12,345',
	'1e5',
	'١٢٣',
	'1234567890123456',
	'12345 67890',
	'ada@example.com',
	'https://brightwater.example.com/agent/tickets/',
	'https://brightwater.example.com/agent/tickets/12345x',
	'https://brightwater.example.com/users/12345',
	'http://brightwater.example.com/agent/tickets/12345',
	'https://brightwater.example.com@evil.example/agent/tickets/12345',
	'javascript:12345',
	`${'x'.repeat(100_000)}12345`,
])('%s is no ticket', (text) => {
	expect(readTicket(text)).toEqual({ok: false});
});

test('every number of a ticket is read back as it is', () => {
	fc.assert(
		fc.property(fc.integer({min: 1, max: 999_999_999_999_999}), (number) => {
			expect(readTicket(`ticket:${number}`)).toEqual({ok: true, ticket: String(number)});
		}),
	);
});

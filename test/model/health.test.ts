import {describe, expect, test} from 'vitest';
import {afterCall, type SystemCall, type SystemHealth} from '../../src/model/health.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));
const unasked: SystemHealth = {system: 'Mailgun', state: 'unasked'};
const call = (status: SystemCall['status'], pausedUntil?: Date): SystemCall => ({service: 'Mailgun', status, pausedUntil});

describe('how a system is', () => {
	test.each([200, 204, 400, 403, 404, 409])('an answer with %i says that it is well', (status) => {
		expect(afterCall(unasked, call(status), at(1))).toEqual({system: 'Mailgun', state: 'well', at: at(1)});
	});

	test.each([
		[500, {cause: 'server-error', status: 500}],
		[503, {cause: 'server-error', status: 503}],
		[401, {cause: 'refused', status: 401}],
		['timeout', {cause: 'timeout'}],
		['not-reached', {cause: 'not-reached'}],
		['unreadable', {cause: 'unreadable'}],
	] as const)('%s says that it fails', (status, trouble) => {
		const failing = afterCall(unasked, call(status), at(1));
		expect(failing).toEqual({system: 'Mailgun', state: 'failing', since: at(1), at: at(1), trouble: {service: 'Mailgun', ...trouble}});
	});

	test('it fails since the first of the failures in a row', () => {
		const first = afterCall(unasked, call('timeout'), at(1));
		const second = afterCall(first, call(500), at(5));
		expect(second).toMatchObject({state: 'failing', since: at(1), at: at(5), trouble: {status: 500}});
		const well = afterCall(second, call(200), at(6));
		expect(afterCall(well, call(500), at(9))).toMatchObject({since: at(9)});
	});

	test('it is paused for as long as it asked for, whatever it answered', () => {
		for (const status of [200, 429, 503])
			expect(afterCall(unasked, call(status, at(30)), at(1))).toEqual({system: 'Mailgun', state: 'paused', until: at(30)});
	});
});

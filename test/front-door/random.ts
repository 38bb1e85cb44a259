import fc from 'fast-check';
import {form, json, type Parcel, seconds, signature} from './post.ts';

const command =
	'command=%2Fsuppression&text=help&user_id=U0DANA&team_id=T0BRIGHT&channel_id=C0SUPPORT&trigger_id=1.2.3&response_url=https%3A%2F%2Fhooks.slack.com%2Fx';
const word = fc.string({unit: fc.constantFrom(...'abcXYZ019%&=?#./:;[]{}"\\<>-_~+$!'), maxLength: 40});
const stamp = fc.oneof(fc.constant(seconds()).map(String), word, fc.integer().map(String));

const parcels = fc.record({
	method: fc.constantFrom('GET', 'POST', 'POST', 'POST', 'PUT', 'DELETE', 'HEAD'),
	path: fc.oneof(
		fc.constant('/slack/events'),
		word.map((text) => `/${encodeURI(text)}`),
	),
	type: fc.constantFrom(form, json, 'text/plain', 'application/json; charset=utf-8', ''),
	stamp,
	mark: fc.oneof(
		word,
		stamp.map((text) => signature('guess', text, '')),
	),
	body: fc.oneof(
		fc.uint8Array({maxLength: 2000}).map((bytes) => Buffer.from(bytes)),
		fc.json().map((text) => `payload=${encodeURIComponent(text)}`),
		fc.json(),
		fc.constant(command),
	),
});

/** Requests that nobody at Slack signed, always the same ones. */
export function randomParcels(count: number): readonly Parcel[] {
	return fc.sample(parcels, {seed: 20_261_122, numRuns: count}).map(({method, path, type, stamp: at, mark, body}) => ({
		method,
		path,
		headers: {'content-type': type, 'x-slack-request-timestamp': at, 'x-slack-signature': mark},
		...(method === 'GET' || method === 'HEAD' ? {} : {body}),
	}));
}

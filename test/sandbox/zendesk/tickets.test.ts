import {describe, expect, test} from 'vitest';
import {basic, type Desk, fields, forms, macros, openDesk} from './desk.ts';

const wrote = new Map<number, string>([
	[fields.problemType, 'no_mail'],
	[fields.category, 'cannot_sign_in'],
	[fields.address, 'ada@example.com'],
]);

async function openTicket(desk?: Desk) {
	const {zendesk, ...rest} = desk ?? (await openDesk());
	const {id} = zendesk.addTicket({requester: 'Ada@Example.com', formId: forms.gitlab, fields: wrote, tags: ['vip']});
	const now = () => zendesk.tickets().find((ticket) => ticket.id === id);
	return {...rest, zendesk, path: `/api/v2/tickets/${id}.json`, now, id};
}

const stampOf = (body: unknown) => (body as {readonly ticket: {readonly updated_at: string}}).ticket.updated_at;

describe('a ticket', () => {
	test('names its requester, form, every field, tags and stamp, and its people if asked', async () => {
		const {ask, path, now, id} = await openTicket();
		const {body} = await ask('GET', path);
		expect(body).toMatchObject({
			ticket: {
				id,
				status: 'new',
				requester_id: now()?.requesterId,
				ticket_form_id: forms.gitlab,
				tags: ['vip', 'no_mail', 'cannot_sign_in'],
				updated_at: '2026-11-21T12:00:00Z',
				custom_fields: [
					{id: fields.problemType, value: 'no_mail'},
					{id: fields.category, value: 'cannot_sign_in'},
					{id: fields.subcategory, value: null},
					{id: fields.address, value: 'ada@example.com'},
				],
			},
		});
		expect(body).not.toHaveProperty('users');
		expect((await ask('GET', `${path}?include=users`)).body).toMatchObject({users: [{id: now()?.requesterId, email: 'ada@example.com'}]});
		expect((await ask('GET', `/api/v2/users/${now()?.requesterId}`)).body).toMatchObject({
			user: {email: 'ada@example.com', role: 'end-user'},
		});
	});

	test('is changed by one update, which comes back with its audit', async () => {
		const {put, path, now, pass} = await openTicket();
		pass(1000);
		const {body} = await put(path, {
			comment: {body: 'Removed.', public: false},
			status: 'pending',
			custom_fields: [{id: fields.category, value: 'cannot_receive'}],
		});
		expect(body).toMatchObject({
			ticket: {status: 'pending', updated_at: '2026-11-21T12:00:01Z', tags: ['vip', 'no_mail', 'cannot_receive']},
			audit: {events: [{type: 'Comment', body: 'Removed.', public: false}]},
		});
		expect(now()?.comments.map(({body: text, isPublic}) => [text, isPublic])).toEqual([
			['I never got the mail.', true],
			['Removed.', false],
		]);
	});

	test('whose comment does not say how public it is, is answered in public', async () => {
		const {put, path, now} = await openTicket();
		await put(path, {comment: {body: 'For everybody.'}});
		expect(now()?.comments.at(-1)).toMatchObject({body: 'For everybody.', isPublic: true});
		expect(now()?.status).toBe('open');
	});

	test('lists its comments page by page', async () => {
		const {zendesk, ask, id} = await openTicket();
		zendesk.reply(id, 'Any news?');
		const path = `/api/v2/tickets/${id}/comments.json`;
		const newest = await ask('GET', `${path}?sort_order=desc&per_page=1`);
		expect(newest.body).toMatchObject({
			comments: [{plain_body: 'Any news?', public: true}],
			count: 2,
			next_page: expect.stringContaining('page=2'),
		});
		expect((await ask('GET', path)).body).toMatchObject({
			comments: [{body: 'I never got the mail.'}, {body: 'Any news?'}],
			next_page: null,
		});
	});
});

describe('tags', () => {
	test('that are given replace all others, and drop-down fields follow them', async () => {
		const {put, path, now} = await openTicket();
		await put(path, {tags: ['Removed', 'cannot_sign_in']});
		expect(now()?.tags).toEqual(['removed', 'cannot_sign_in']);
		expect(now()?.fields.get(fields.category)).toBe('cannot_sign_in');
		expect(now()?.fields.get(fields.problemType)).toBeNull();
		expect(now()?.fields.get(fields.address)).toBe('ada@example.com');
	});

	test('a list that forgets the value of a field set beside it empties the field', async () => {
		const {put, path, now} = await openTicket();
		await put(path, {tags: ['vip'], custom_fields: [{id: fields.category, value: 'cannot_receive'}]});
		expect(now()?.fields.get(fields.category)).toBeNull();
	});

	test('are added, set and taken away by an endpoint of their own', async () => {
		const {ask, id, now} = await openTicket();
		const path = `/api/v2/tickets/${id}/tags.json`;
		expect((await ask('PUT', path, {tags: ['customer']})).body).toEqual({tags: ['vip', 'no_mail', 'cannot_sign_in', 'customer']});
		expect((await ask('DELETE', path, {tags: ['no_mail']})).body).toEqual({tags: ['vip', 'cannot_sign_in', 'customer']});
		expect(now()?.fields.get(fields.problemType)).toBeNull();
		expect((await ask('POST', path, {tags: ['alone']})).body).toEqual({tags: ['alone']});
		expect((await ask('PUT', path, {tags: ['x'], safe_update: 'true', updated_stamp: 'old'})).status).toBe(409);
	});
});

describe('a safe update', () => {
	test('is refused when somebody was faster, and leaves everything as it is', async () => {
		const {ask, put, path, pass, zendesk, id, now} = await openTicket();
		const stamp = stampOf((await ask('GET', path)).body);
		pass(1000);
		zendesk.reply(id, 'Any news?');
		const answer = await put(path, {status: 'solved', safe_update: true, updated_stamp: stamp});
		expect(answer).toMatchObject({status: 409, body: {error: 'UpdateConflict'}});
		expect(now()).toMatchObject({status: 'open', comments: {length: 2}});
		expect((await put(path, {status: 'solved', safe_update: true, updated_stamp: stampOf((await ask('GET', path)).body)})).status).toBe(
			200,
		);
		expect((await put(path, {status: 'open', safe_update: true})).status).toBe(409);
	});

	test('without it the last one wins', async () => {
		const {put, path, pass, zendesk, id, now} = await openTicket();
		pass(1000);
		zendesk.reply(id, 'Any news?');
		expect((await put(path, {status: 'solved', updated_stamp: 'long ago'})).status).toBe(200);
		expect(now()?.status).toBe('solved');
	});
});

test.for([
	['an unknown status', {status: 'finished'}],
	['an unknown form', {ticket_form_id: 999}],
	['a form that is not active', {ticket_form_id: forms.old}],
	['a value that the field does not have', {custom_fields: [{id: fields.category, value: 'anything'}]}],
	['an empty comment', {comment: {body: ' '}, status: 'solved'}],
] as const)('%s is refused, and nothing is changed', async ([_what, update]) => {
	const {put, path, now} = await openTicket();
	const before = now();
	expect(await put(path, update)).toMatchObject({status: 422, body: {error: 'RecordInvalid', description: 'Record validation errors'}});
	expect(now()).toEqual(before);
});

test('a field that does not exist is passed over without a word', async () => {
	const {put, path, now} = await openTicket();
	expect((await put(path, {custom_fields: [{id: 999, value: 'x'}]})).status).toBe(200);
	expect(now()?.fields.has(999)).toBe(false);
});

test('a closed ticket takes no update, not even a note', async () => {
	const {put, path, ask, zendesk, id, now} = await openTicket();
	zendesk.changeTicket(id, {status: 'closed'});
	const answer = await put(path, {comment: {body: 'Too late', public: false}});
	expect(answer).toMatchObject({
		status: 422,
		body: {details: {status: [{description: expect.stringContaining('closed prevents ticket update')}]}},
	});
	expect((await ask('PUT', `/api/v2/tickets/${id}/tags`, {tags: ['x']})).status).toBe(422);
	expect(now()?.comments).toHaveLength(1);
});

test.for([
	['no JSON', {'content-type': 'text/plain'}, {ticket: {}}],
	['no ticket', {}, {tickets: {}}],
	['tags that are no list', {}, {ticket: {tags: 'a b'}}],
] as const)('a body with %s is refused', async ([_what, headers, body]) => {
	const {ask, path} = await openTicket();
	expect((await ask('PUT', path, body, {...basic, ...headers})).status).toBe(400);
});

test('a macro only shows what it would do', async () => {
	const {ask, id, now} = await openTicket();
	const before = now();
	const preview = await ask('GET', `/api/v2/tickets/${id}/macros/${macros.noAccount}/apply.json`);
	expect(preview.body).toMatchObject({
		result: {ticket: {id, comment: {body: 'No such account.', public: true}, tags: expect.arrayContaining(['asked'])}},
	});
	expect(now()).toEqual(before);
	const silent = await ask('GET', `/api/v2/tickets/${id}/macros/${macros.silent}/apply.json`);
	expect(silent.body).not.toHaveProperty('result.ticket.comment');
	expect((await ask('GET', `/api/v2/tickets/${id}/macros/9/apply.json`)).status).toBe(404);
	expect((await ask('GET', '/api/v2/macros/search.json?query=account')).body).toMatchObject({macros: [{id: macros.noAccount}], count: 1});
});

test('forms and fields tell what there is', async () => {
	const {ask} = await openDesk();
	expect((await ask('GET', `/api/v2/ticket_forms/${forms.old}.json`)).body).toMatchObject({ticket_form: {active: false}});
	expect((await ask('GET', '/api/v2/ticket_forms.json')).body).toMatchObject({count: 2});
	expect((await ask('GET', `/api/v2/ticket_fields/${fields.category}.json`)).body).toMatchObject({
		ticket_field: {type: 'tagger', custom_field_options: [{value: 'cannot_receive'}, {value: 'cannot_sign_in'}]},
	});
	expect((await ask('GET', '/api/v2/ticket_fields.json')).body).toMatchObject({count: 4});
	expect((await ask('GET', '/api/v2/ticket_fields/9.json')).status).toBe(404);
});

test('a search finds tickets by requester, status, tags and words, once its index has caught up', async () => {
	const desk = await openDesk();
	const {id, ask, pass, zendesk} = await openTicket(desk);
	const found = async (query: string) => {
		const {body} = await ask('GET', `/api/v2/search.json?query=${encodeURIComponent(query)}&sort_by=updated_at&sort_order=desc`);
		return (body as {readonly results: readonly {readonly id: number}[]}).results.map((result) => result.id);
	};
	expect(await found('type:ticket requester:ada@example.com')).toEqual([]);
	pass(60_000);
	const other = zendesk.addTicket({requester: 'eve@example.org', status: 'solved', subject: 'Something else'}).id;
	pass(60_000);
	expect(await found('type:ticket')).toEqual([other, id]);
	expect(await found('type:ticket requester:ada@example.com status<solved')).toEqual([id]);
	expect(await found('type:ticket status<solved requester:eve@example.org')).toEqual([]);
	expect(await found('status:solved')).toEqual([other]);
	expect(await found('status>open else')).toEqual([other]);
	expect(await found('tags:vip')).toEqual([id]);
	expect((await ask('GET', '/api/v2/search.json?query=')).status).toBe(422);
});

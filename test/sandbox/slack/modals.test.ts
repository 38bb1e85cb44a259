import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {actions, button, input, modal, openWorkspace, plain, type Received, section, startReceiver, textAt} from './workspace.ts';

const option = (text: string) => ({text: plain(text), value: text.toLowerCase()});
const fields = [
	input('address', 'Address', {type: 'plain_text_input', max_length: 20}),
	input('mail', 'Missing mail', {type: 'static_select', options: [option('Reset'), option('Code')], initial_option: option('Code')}),
	input('found', 'Found', {type: 'radio_buttons', options: [option('Yes'), option('No')]}, {optional: true}),
	input('boxes', 'Addresses', {type: 'checkboxes', options: [option('One'), option('Two')]}, {optional: true}),
	input('day', 'From', {type: 'datepicker'}, {optional: true}),
	input('mailbox', 'Mailbox', {type: 'email_text_input'}, {optional: true}),
	input('count', 'Count', {type: 'number_input', is_decimal_allowed: false, max_value: '9'}, {optional: true}),
];

/** The agent has a modal open that a command led to. */
async function opened(view: object, answer: (received: Received) => object = () => ({})) {
	const workspace = await openWorkspace();
	const bot = await startReceiver(workspace.slack, answer);
	await workspace.agent.globalShortcut('check');
	const trigger = String(bot.last().trigger_id);
	const answered = await workspace.api('views.open', {trigger_id: trigger, view});
	return {...workspace, bot, trigger, answered};
}

describe('opening', () => {
	test('a trigger opens one modal, for the person who gave it', async () => {
		const {agent, manager, answered, api, trigger} = await opened(modal(fields, {private_metadata: 'request-1'}));
		expect(answered).toMatchObject({
			ok: true,
			view: {type: 'modal', private_metadata: 'request-1', hash: expect.any(String), previous_view_id: null},
		});
		expect(agent.modal()).toMatchObject({id: textAt(answered, 'view', 'id'), view: {callback_id: 'check'}, errors: {}});
		expect(manager.modal()).toBeUndefined();
		const again = await api('views.open', {trigger_id: trigger, view: modal(fields)});
		expect(again).toEqual({ok: false, error: 'exchanged_trigger_id'});
		expect(await api('views.open', {trigger_id: '1.2.guess', view: modal(fields)})).toEqual({ok: false, error: 'invalid_trigger_id'});
	});

	test('a trigger lives three seconds of real time, whatever the sandbox clock says', async () => {
		const {slack, agent, api, advance} = await openWorkspace();
		const bot = await startReceiver(slack);
		await agent.globalShortcut('check');
		const first = String(bot.last().trigger_id);
		advance(3_600_000);
		expect(await api('views.open', {trigger_id: first, view: modal(fields)})).toMatchObject({ok: true});
		await agent.globalShortcut('check');
		const second = String(bot.last().trigger_id);
		const now = performance.now();
		vi.spyOn(performance, 'now').mockImplementation(() => now + 3050);
		onTestFinished(() => {
			vi.restoreAllMocks();
		});
		expect(await api('views.open', {trigger_id: second, view: modal(fields)})).toEqual({ok: false, error: 'expired_trigger_id'});
	});

	test('a view beyond the limits is refused, is a complaint, and leaves the trigger alone', async () => {
		const {slack, agent, api} = await openWorkspace();
		const bot = await startReceiver(slack);
		await agent.globalShortcut('check');
		const trigger = String(bot.last().trigger_id);
		const refused = await api('views.open', {
			trigger_id: trigger,
			view: modal(fields, {title: plain('x'.repeat(25)), private_metadata: 'x'.repeat(3001)}),
		});
		expect(refused).toMatchObject({
			error: 'invalid_arguments',
			response_metadata: {
				messages: [
					'[ERROR] view.title: 25 characters, Slack allows 24',
					'[ERROR] view.private_metadata: 3001 characters, Slack allows 3000',
				],
			},
		});
		expect(slack.complaints()).toHaveLength(2);
		expect(await api('views.open', {trigger_id: trigger, view: modal(fields)})).toMatchObject({ok: true});
	});

	test('three views lie on one another, no more', async () => {
		const page = modal([actions(button('Next'))]);
		const {agent, bot, api} = await opened(page);
		const push = async () => {
			await agent.clickInModal('Next');
			return await api('views.push', {trigger_id: String(bot.last().trigger_id), view: page});
		};
		expect(await push()).toMatchObject({ok: true});
		expect(await push()).toMatchObject({ok: true});
		expect(await push()).toEqual({ok: false, error: 'push_limit_reached'});
		await agent.closeModal();
		await agent.closeModal();
		expect(agent.modal()).toBeDefined();
		await agent.closeModal();
		expect(agent.modal()).toBeUndefined();
	});

	test('a push needs a trigger from within the modal', async () => {
		const {agent, bot, api} = await opened(modal(fields));
		await agent.globalShortcut('check');
		expect(await api('views.push', {trigger_id: String(bot.last().trigger_id), view: modal(fields)})).toEqual({
			ok: false,
			error: 'not_found',
		});
	});
});

describe('updating', () => {
	test('changes the hash, and refuses a stale one', async () => {
		const {agent, api, answered} = await opened(modal([section('Checking …')]));
		const [id, hash] = [textAt(answered, 'view', 'id'), textAt(answered, 'view', 'hash')];
		const update = (change: object) => api('views.update', {view_id: id, view: modal(fields), ...change});
		const updated = await update({hash});
		expect(updated).toMatchObject({ok: true, view: {id}});
		expect(agent.modal()?.hash).not.toBe(hash);
		expect(await update({hash})).toEqual({ok: false, error: 'hash_conflict'});
		expect(await update({})).toMatchObject({ok: true});
		expect(await update({external_id: 'both'})).toMatchObject({error: 'invalid_arguments'});
		await agent.closeModal();
		expect(await update({})).toEqual({ok: false, error: 'not_found'});
	});

	test('keeps what was typed where the ids stay', async () => {
		const {agent, api, answered, bot} = await opened(modal(fields));
		agent.fill({Address: 'ada'});
		await api('views.update', {
			view_id: textAt(answered, 'view', 'id'),
			view: modal([...fields, input('ticket', 'Ticket', {type: 'plain_text_input'})]),
		});
		await agent.submit({Ticket: '12'});
		expect(bot.last()).toMatchObject({view: {state: {values: {address: {value: {value: 'ada'}}, ticket: {value: {value: '12'}}}}}});
	});

	test('an external id names one view', async () => {
		const {api, bot, agent, manager} = await opened(modal(fields, {external_id: 'case-1'}));
		expect(await api('views.update', {external_id: 'case-1', view: modal(fields, {external_id: 'case-1'})})).toMatchObject({ok: true});
		await manager.globalShortcut('check');
		const clash = await api('views.open', {trigger_id: String(bot.last().trigger_id), view: modal(fields, {external_id: 'case-1'})});
		expect(clash).toEqual({ok: false, error: 'duplicate_external_id'});
		expect(agent.modal()?.view.external_id).toBe('case-1');
	});
});

describe('submitting', () => {
	test('sends every value in the form that its element has, and an empty ack closes the view', async () => {
		const {agent, bot} = await opened(modal(fields));
		await agent.submit({
			Address: 'ada',
			'Missing mail': 'Reset',
			Found: 'Yes',
			Addresses: ['One', 'Two'],
			From: '2026-11-01',
			Mailbox: 'ada@example.com',
			Count: '3',
		});
		expect(bot.last()).toMatchObject({
			type: 'view_submission',
			response_urls: [],
			view: {
				callback_id: 'check',
				state: {
					values: {
						address: {value: {type: 'plain_text_input', value: 'ada'}},
						mail: {value: {type: 'static_select', selected_option: option('Reset')}},
						found: {value: {type: 'radio_buttons', selected_option: option('Yes')}},
						boxes: {value: {type: 'checkboxes', selected_options: [option('One'), option('Two')]}},
						day: {value: {type: 'datepicker', selected_date: '2026-11-01'}},
						mailbox: {value: {type: 'email_text_input', value: 'ada@example.com'}},
						count: {value: {type: 'number_input', value: '3'}},
					},
				},
			},
		});
		expect(agent.modal()).toBeUndefined();
	});

	test('sends initial values and nulls for what was left alone', async () => {
		const {agent, bot} = await opened(modal(fields));
		await agent.submit({Address: 'ada'});
		expect(bot.last()).toMatchObject({
			view: {
				state: {
					values: {
						mail: {value: {selected_option: option('Code')}},
						found: {value: {selected_option: null}},
						boxes: {value: {selected_options: []}},
						day: {value: {selected_date: null}},
						mailbox: {value: {value: null}},
					},
				},
			},
		});
	});

	test.each([
		[{}, {address: 'Please complete this required field.'}],
		[{Address: 'x'.repeat(21)}, {address: 'Please enter at most 20 characters.'}],
		[{Address: 'ada', Mailbox: 'ada'}, {mailbox: 'Please enter a valid email address.'}],
		[{Address: 'ada', Count: '1.5'}, {count: 'Please enter a valid number.'}],
		[{Address: 'ada', Count: '10'}, {count: 'Please enter at most 9.'}],
	])('%j is stopped by Slack itself', async (values, errors) => {
		const {agent, bot} = await opened(modal(fields));
		const before = bot.received.length;
		expect(await agent.submit(values)).toMatchObject({status: 0, failure: expect.stringContaining('not submitted')});
		expect(agent.modal()?.errors).toEqual(errors);
		expect(bot.received).toHaveLength(before);
	});

	test('needs labels and options that are there', async () => {
		const {agent} = await opened(modal(fields));
		await expect(agent.submit({Adress: 'ada'})).rejects.toThrow('no input "Adress", there are: Address, Missing mail');
		await expect(agent.submit({Address: 'ada', Found: 'Maybe'})).rejects.toThrow('no option "Maybe", there are: Yes, No');
		const reading = await opened(modal([section('text')], {submit: undefined}));
		await expect(reading.agent.submit({})).rejects.toThrow('no submit button');
	});

	test('errors of the bot come back at their fields and go with the next submission', async () => {
		const answers: object[] = [{json: {response_action: 'errors', errors: {address: 'Unknown address'}}}, {}];
		const {agent} = await opened(modal(fields), ({content}) => (content.type === 'view_submission' ? (answers.shift() ?? {}) : {}));
		await agent.submit({Address: 'ada'});
		expect(agent.modal()?.errors).toEqual({address: 'Unknown address'});
		await agent.submit({});
		expect(agent.modal()).toBeUndefined();
	});

	const title = {title: plain('Second')};
	test.each([
		['errors at a block that is not there', {response_action: 'errors', errors: {nowhere: 'x'}}, 'errors: no input block "nowhere"'],
		['no errors', {response_action: 'errors', errors: {}}, 'errors: missing'],
		['another action', {response_action: 'dance'}, 'response_action: no "dance"'],
		['a view beyond the limits', {response_action: 'update', view: modal([], title)}, 'view.blocks: 0 blocks, Slack wants at least 1'],
		['a home', {response_action: 'push', view: {type: 'home', blocks: [section('a')]}}, 'view.type: only a modal fits here'],
	])('an ack with %s leaves the modal open and is a complaint', async (_what, json, complaint) => {
		const {agent, slack} = await opened(modal(fields), ({content}) => (content.type === 'view_submission' ? {json} : {}));
		expect(await agent.submit({Address: 'ada'})).toMatchObject({failure: 'We had some trouble connecting. Try again?'});
		expect(agent.modal()?.errors).toEqual({});
		expect(slack.complaints()).toEqual([`ack of a submission: ${complaint}`]);
	});

	test('an ack can update, push or clear', async () => {
		const answers = [
			{response_action: 'update', view: modal(fields, title)},
			{response_action: 'push', view: modal(fields, {title: plain('Third')})},
			{response_action: 'clear'},
		];
		const {agent, answered} = await opened(modal(fields), ({content}) =>
			content.type === 'view_submission' ? {json: answers.shift()} : {},
		);
		await agent.submit({Address: 'ada'});
		expect(agent.modal()).toMatchObject({id: textAt(answered, 'view', 'id'), view: title});
		await agent.submit({});
		expect(agent.modal()).toMatchObject({view: {title: plain('Third')}});
		await agent.submit({Address: 'ada'});
		expect(agent.modal()).toBeUndefined();
	});

	test('a failing bot leaves the modal open', async () => {
		const {agent} = await opened(modal(fields), ({content}) => (content.type === 'view_submission' ? {status: 500} : {}));
		expect(await agent.submit({Address: 'ada'})).toMatchObject({status: 500, failure: 'We had some trouble connecting. Try again?'});
		expect(agent.modal()).toBeDefined();
	});
});

describe('clicking and closing', () => {
	test('a click inside carries the view with its values, and no response URL', async () => {
		const {agent, bot} = await opened(modal([...fields, actions(button('Verify', {value: 'v'}))]));
		agent.fill({Address: 'ada'});
		await agent.clickInModal('Verify');
		expect(bot.last()).toMatchObject({
			type: 'block_actions',
			container: {type: 'view'},
			view: {state: {values: {address: {value: {value: 'ada'}}}}},
			actions: [{action_id: 'verify', value: 'v'}],
		});
		expect(bot.last()).not.toHaveProperty('response_url');
		expect(bot.last()).not.toHaveProperty('message');
	});

	test('an input tells of a choice only when it dispatches', async () => {
		const dispatching = input('mail', 'Mail', {type: 'radio_buttons', options: [option('Reset'), option('Code')]}, {dispatch_action: true});
		const {agent, bot} = await opened(modal([dispatching, input('box', 'Boxes', {type: 'checkboxes', options: [option('One')]})]));
		await agent.clickInModal('Code');
		expect(bot.last()).toMatchObject({
			actions: [{type: 'radio_buttons', selected_option: option('Code')}],
			view: {state: {values: {mail: {value: {selected_option: option('Code')}}}}},
		});
		await expect(agent.clickInModal('One')).rejects.toThrow('no "One" to click');
	});

	test('a checkbox changes sides', async () => {
		const {agent, bot} = await opened(modal([actions({type: 'checkboxes', action_id: 'boxes', options: [option('One'), option('Two')]})]));
		await agent.clickInModal('One');
		await agent.clickInModal('Two');
		expect(bot.last()).toMatchObject({actions: [{selected_options: [option('One'), option('Two')]}]});
		await agent.clickInModal('One');
		expect(bot.last()).toMatchObject({actions: [{selected_options: [option('Two')]}]});
	});

	test('App Home has buttons too', async () => {
		const {slack, agent, api} = await openWorkspace();
		const bot = await startReceiver(slack);
		await expect(agent.clickInModal('Review')).rejects.toThrow('neither a modal nor an App Home');
		await api('views.publish', {user_id: 'U0AGENT', view: {type: 'home', blocks: [actions(button('Review', {value: 'r1'}))]}});
		await agent.clickInModal('Review');
		expect(bot.last()).toMatchObject({view: {type: 'home'}, actions: [{value: 'r1'}]});
	});

	test('closing is told only to those who asked', async () => {
		const quiet = await opened(modal(fields));
		await quiet.agent.closeModal();
		expect(quiet.bot.last()).toMatchObject({type: 'shortcut'});
		const told = await opened(modal(fields, {notify_on_close: true}));
		await told.agent.closeModal();
		expect(told.bot.last()).toMatchObject({type: 'view_closed', is_cleared: false, view: {callback_id: 'check'}});
		await expect(told.agent.closeModal()).rejects.toThrow('no modal open');
	});

	test('a view that clears on close takes the stack with it', async () => {
		const {agent, bot, api} = await opened(modal([actions(button('Next'))], {notify_on_close: true}));
		await agent.clickInModal('Next');
		await api('views.push', {trigger_id: String(bot.last().trigger_id), view: modal(fields, {clear_on_close: true})});
		await agent.closeModal();
		expect(agent.modal()).toBeUndefined();
		expect(bot.last()).toMatchObject({type: 'view_closed', is_cleared: true});
	});
});

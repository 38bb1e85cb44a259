import {describe, expect, test} from 'vitest';
import {problemsOfMessage, problemsOfView, slackLimits} from '../../src/slack/limits.ts';

const plain = (length: number) => ({type: 'plain_text', text: 'x'.repeat(length)});
const mrkdwn = (length: number) => ({type: 'mrkdwn', text: 'x'.repeat(length)});
const button = (more: object = {}) => ({type: 'button', text: plain(4), action_id: 'press', ...more});
const option = (value: string, more: object = {}) => ({text: plain(4), value, ...more});
const options = (count: number) => Array.from({length: count}, (_, index) => option(`v${index}`));
const confirm = {title: plain(4), text: mrkdwn(10), confirm: plain(3), deny: plain(3)};
const input = (element: object, more: object = {}) => ({
	type: 'input',
	label: plain(4),
	element: {action_id: 'value', ...element},
	...more,
});
const richText = (...elements: readonly object[]) => ({type: 'rich_text', elements: [{type: 'rich_text_section', elements}]});
const rows = (count: number, cells: number) =>
	Array.from({length: count}, () => Array.from({length: cells}, () => ({type: 'raw_text', text: 'x'})));
const modal = (blocks: readonly unknown[], more: object = {}) => ({type: 'modal', title: plain(4), submit: plain(4), blocks, ...more});

const ofBlocks = (...blocks: readonly unknown[]) => problemsOfMessage({text: 'text', blocks});

describe('a message that Slack takes has no problems', () => {
	test.each([
		['a header of 150', {type: 'header', text: plain(150)}],
		['a section of 3,000', {type: 'section', text: mrkdwn(3000)}],
		['a section of ten fields', {type: 'section', fields: Array.from({length: 10}, () => mrkdwn(200))}],
		['a section with a menu', {type: 'section', text: plain(3), accessory: {type: 'overflow', options: options(5)}}],
		['ten context elements', {type: 'context', elements: Array.from({length: 10}, () => plain(10))}],
		['a divider', {type: 'divider'}],
		['a button to its limits', {type: 'actions', elements: [button({text: plain(75), value: 'x'.repeat(2000), style: 'danger', confirm})]}],
		['a link button', {type: 'actions', elements: [button({url: 'https://example.com/'})]}],
		['a select of 100', {type: 'actions', elements: [{type: 'static_select', placeholder: plain(150), options: options(100)}]}],
		['a select of groups', {type: 'actions', elements: [{type: 'static_select', option_groups: [{label: plain(3), options: options(2)}]}]}],
		['an image', {type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a chart'}],
		['markdown', {type: 'markdown', text: '**x**'}],
		['a table of 100 by 20', {type: 'table', rows: rows(100, 20), column_settings: [{align: 'right'}, null]}],
		[
			'rich text',
			richText({type: 'text', text: 'a', style: {code: true}}, {type: 'link', url: 'https://example.com'}, {type: 'emoji', name: 'tada'}),
		],
		[
			'rich text with people and dates',
			richText(
				{type: 'user', user_id: 'U1'},
				{type: 'channel', channel_id: 'C1'},
				{type: 'usergroup', usergroup_id: 'S1'},
				{type: 'broadcast', range: 'here'},
				{type: 'date', timestamp: 1_795_300_000, format: '{date_short}', fallback: 'today'},
			),
		],
		[
			'a list and a preformatted text',
			{
				type: 'rich_text',
				elements: [
					{type: 'rich_text_list', style: 'bullet', elements: [{type: 'rich_text_section', elements: [{type: 'text', text: 'a'}]}]},
					{type: 'rich_text_preformatted', elements: [{type: 'text', text: '550'}], border: 1},
				],
			},
		],
	])('%s', (_what, block) => {
		expect(ofBlocks(block)).toEqual([]);
	});

	test('the same action id in two blocks', () => {
		expect(ofBlocks({type: 'actions', elements: [button()]}, {type: 'actions', elements: [button()]})).toEqual([]);
	});

	test('fifty blocks', () => {
		expect(ofBlocks(...Array.from({length: 50}, () => ({type: 'divider'})))).toEqual([]);
	});
});

describe('a message that Slack refuses is explained', () => {
	test.each([
		['header', {type: 'header', text: plain(151)}, 'blocks[0].text: 151 characters, Slack allows 150'],
		['markup in a header', {type: 'header', text: mrkdwn(5)}, 'blocks[0].text.type'],
		['section', {type: 'section', text: mrkdwn(3001)}, 'blocks[0].text: 3001 characters, Slack allows 3000'],
		['empty section', {type: 'section', text: mrkdwn(0)}, 'blocks[0].text: 0 characters, Slack wants at least 1'],
		['section of nothing', {type: 'section'}, 'blocks[0]: needs text or fields'],
		['field', {type: 'section', fields: [mrkdwn(2001)]}, 'blocks[0].fields[0]: 2001 characters, Slack allows 2000'],
		['fields', {type: 'section', fields: Array.from({length: 11}, () => plain(1))}, 'blocks[0].fields: 11 fields, Slack allows 10'],
		['context', {type: 'context', elements: Array.from({length: 11}, () => plain(1))}, 'blocks[0].elements: 11 elements, Slack allows 10'],
		[
			'actions',
			{type: 'actions', elements: Array.from({length: 26}, (_, n) => button({action_id: `a${n}`}))},
			'26 elements, Slack allows 25',
		],
		['no actions', {type: 'actions', elements: []}, 'blocks[0].elements: 0 elements, Slack wants at least 1'],
		['button', {type: 'actions', elements: [button({text: plain(82)})]}, 'blocks[0].elements[0].text: 82 characters, Slack allows 75'],
		['value', {type: 'actions', elements: [button({value: 'x'.repeat(2001)})]}, 'blocks[0].elements[0].value: 2001 characters'],
		['style', {type: 'actions', elements: [button({style: 'secondary'})]}, 'blocks[0].elements[0].style'],
		[
			'action id',
			{type: 'actions', elements: [button({action_id: 'x'.repeat(256)})]},
			'elements[0].action_id: 256 characters, Slack allows 255',
		],
		['confirm title', {type: 'actions', elements: [button({confirm: {...confirm, title: plain(101)}})]}, 'confirm.title: 101 characters'],
		['confirm text', {type: 'actions', elements: [button({confirm: {...confirm, text: plain(301)}})]}, 'confirm.text: 301 characters'],
		['confirm button', {type: 'actions', elements: [button({confirm: {...confirm, deny: plain(31)}})]}, 'confirm.deny: 31 characters'],
		['options', {type: 'actions', elements: [{type: 'static_select', options: options(101)}]}, '101 options, Slack allows 100'],
		['no options', {type: 'actions', elements: [{type: 'static_select'}]}, 'needs either options or option_groups'],
		[
			'option',
			{type: 'actions', elements: [{type: 'static_select', options: [option('v', {text: plain(76)})]}]},
			'options[0].text: 76 characters',
		],
		[
			'initial option',
			{type: 'actions', elements: [{type: 'static_select', options: options(2), initial_option: option('other')}]},
			'the initial option "other" is not among the options',
		],
		['overflow', {type: 'actions', elements: [{type: 'overflow', options: options(6)}]}, '6 options, Slack allows 5'],
		['checkboxes', {type: 'actions', elements: [{type: 'checkboxes', options: options(11)}]}, '11 options, Slack allows 10'],
		['table rows', {type: 'table', rows: rows(101, 1)}, 'blocks[0].rows: 101 rows, Slack allows 100'],
		['table cells', {type: 'table', rows: rows(1, 21)}, 'blocks[0].rows[0]: 21 cells, Slack allows 20'],
		['table text', {type: 'table', rows: [[{type: 'raw_text', text: 'x'.repeat(10_001)}]]}, '10001 characters'],
		['empty rich text', richText({type: 'text', text: ''}), 'elements[0].elements[0].text: 0 characters'],
		['unknown style', richText({type: 'text', text: 'a', style: {blink: true}}), 'style: unknown property blink'],
		['unknown block', {type: 'hologram'}, 'blocks[0]: no type "hologram" here'],
		['unknown element', {type: 'actions', elements: [{type: 'lever'}]}, 'blocks[0].elements[0]: no type "lever" here'],
		['unknown property', {type: 'divider', colour: 'red'}, 'blocks[0]: unknown property colour'],
		['picture', {type: 'image', alt_text: 'a'}, 'blocks[0]: needs either image_url or slack_file'],
		['alert in a message', {type: 'alert', text: plain(3)}, 'blocks[0]: no alert block in a message'],
	])('%s', (_what, block, problem) => {
		expect(ofBlocks(block).join('\n')).toContain(problem);
	});

	test('51 blocks', () => {
		expect(ofBlocks(...Array.from({length: 51}, () => ({type: 'divider'})))).toEqual(['blocks: 51 blocks, Slack allows 50']);
	});

	test('two action ids in one block, two block ids in one message', () => {
		expect(ofBlocks({type: 'actions', elements: [button(), button()]})).toEqual(['blocks[0]: action_id "press" is used twice']);
		const twice = {type: 'divider', block_id: 'same'};
		expect(ofBlocks(twice, twice)).toEqual(['blocks: block_id "same" is used twice']);
	});

	test('two tables, too much markdown, too much of everything', () => {
		expect(ofBlocks({type: 'table', rows: rows(1, 1)}, {type: 'table', rows: rows(1, 1)})).toEqual(['blocks: 2 tables, Slack allows 1']);
		const half = {type: 'markdown', text: 'x'.repeat(6001)};
		expect(ofBlocks(half, half)).toEqual(['blocks: 12002 characters in all markdown blocks, Slack allows 12000']);
		const full = {type: 'section', text: mrkdwn(3000)};
		expect(ofBlocks(full, full, full, full)).toEqual([]);
		expect(ofBlocks(full, full, full, full, full)).toEqual(['blocks: 15000 characters in all blocks, Slack allows 13200']);
	});

	test('nothing at all, and a text beyond 40,000', () => {
		expect(problemsOfMessage({})).toEqual(['text: neither text nor blocks']);
		expect(problemsOfMessage({text: 'x'.repeat(40_001)})).toEqual(['text: 40001 characters, Slack allows 40000']);
		expect(problemsOfMessage({text: 'x'.repeat(slackLimits.messageText)})).toEqual([]);
	});

	test.each([[null], ['text'], [42], [[]]])('%j is no block', (block) => {
		expect(ofBlocks(block)).toHaveLength(1);
	});
});

describe('a view', () => {
	test('may hold every input that is used here', () => {
		const inputs = [
			{type: 'plain_text_input', multiline: true, max_length: 3000, initial_value: '', placeholder: plain(150)},
			{type: 'static_select', options: options(2), initial_option: option('v1')},
			{type: 'radio_buttons', options: options(10)},
			{type: 'checkboxes', options: options(10), initial_options: [option('v0')]},
			{type: 'datepicker', initial_date: '2026-11-21'},
			{type: 'number_input', is_decimal_allowed: false, min_value: '1'},
			{type: 'email_text_input'},
		];
		const view = modal(
			inputs.map((element) => input(element, {hint: plain(5), optional: true})),
			{private_metadata: 'x'.repeat(3000), callback_id: 'check', close: plain(24), notify_on_close: true},
		);
		expect(problemsOfView(view)).toEqual([]);
		expect(problemsOfView({type: 'home', blocks: [{type: 'table', rows: rows(1, 1)}, {type: 'divider'}]})).toEqual([]);
		expect(problemsOfView(modal([{type: 'alert', text: plain(200), level: 'warning'}]))).toEqual([]);
	});

	test.each([
		['title', modal([{type: 'divider'}], {title: plain(25)}), 'title: 25 characters, Slack allows 24'],
		['submit', modal([{type: 'divider'}], {submit: plain(25)}), 'submit: 25 characters, Slack allows 24'],
		['metadata', modal([{type: 'divider'}], {private_metadata: 'x'.repeat(3001)}), 'private_metadata: 3001 characters, Slack allows 3000'],
		['blocks', modal(Array.from({length: 101}, () => ({type: 'divider'}))), 'blocks: 101 blocks, Slack allows 100'],
		['no title', {type: 'modal', blocks: [{type: 'divider'}]}, 'title: missing'],
		['no blocks', {type: 'home'}, 'blocks: missing'],
		['inputs without submit', {type: 'modal', title: plain(4), blocks: [input({type: 'plain_text_input'})]}, 'submit: missing'],
		['label', modal([input({type: 'plain_text_input'}, {label: plain(2001)})]), 'blocks[0].label: 2001 characters'],
		['max_length', modal([input({type: 'plain_text_input', max_length: 3001})]), 'blocks[0].element.max_length'],
		['date', modal([input({type: 'datepicker', initial_date: '21.11.2026'})]), 'blocks[0].element.initial_date'],
		['button as input', modal([input({type: 'button', text: plain(3)})]), 'blocks[0].element: no type "button" here'],
		['table', modal([{type: 'table', rows: rows(1, 1)}]), 'blocks[0]: no table block in a modal'],
		['markdown', modal([{type: 'markdown', text: 'x'}]), 'blocks[0]: no markdown block in a modal'],
		['alert at home', {type: 'home', blocks: [{type: 'alert', text: plain(3)}]}, 'blocks[0]: no alert block in a home'],
		['other type', {type: 'drawer', blocks: []}, 'view: no type "drawer" here'],
		[
			'two with focus',
			modal([input({type: 'plain_text_input', focus_on_load: true}), input({type: 'email_text_input', focus_on_load: true})]),
			'focus_on_load',
		],
		['no view', null, 'view: '],
	])('is refused for its %s', (_what, view, problem) => {
		expect(problemsOfView(view).join('\n')).toContain(problem);
	});

	test('is refused beyond 250 kB', () => {
		const heavy = modal(Array.from({length: 90}, () => ({type: 'section', text: mrkdwn(3000)})));
		expect(problemsOfView(heavy).join('\n')).toMatch(/^view: 27\d{4} bytes, Slack allows 250000$/);
	});
});

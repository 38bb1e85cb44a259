import {describe, expect, test} from 'vitest';
import {addressesIn} from '../../src/slack/shortcuts/addresses.ts';

const link = {type: 'link', url: 'mailto:ada@example.com', text: 'ada@example.com'};

describe('the addresses that a message names', () => {
	test.each([
		['plain words', {text: 'ada@example.com never got it'}, ['ada@example.com']],
		['the form of Slack', {text: '<mailto:ada@example.com|ada@example.com> wrote'}, ['ada@example.com']],
		['a link with a query', {text: '<mailto:ada@example.com?subject=x@example.org|Ada>'}, ['ada@example.com']],
		['a link that shows another', {text: '<mailto:eve@example.org|ada@example.com>'}, ['eve@example.org', 'ada@example.com']],
		['the end of a sentence', {text: 'It is ada@example.com.'}, ['ada@example.com']],
		['emphasis', {text: '*ada@example.com* _eve@example.org_ `bob@example.net` ~kim@example.com~'}, 4],
		['an underscore of its own', {text: '_ada@example.com'}, ['_ada@example.com']],
		['brackets as Slack writes them', {text: 'Ada &lt;ada@example.com&gt;, "eve@example.org"'}, ['ada@example.com', 'eve@example.org']],
		['the order of the text', {text: 'eve@example.org <mailto:ada@example.com|ada@example.com>'}, ['eve@example.org', 'ada@example.com']],
		['another spelling', {text: 'ADA@example.com ada@example.com'}, ['ADA@example.com']],
		['blocks', {text: '', blocks: [{type: 'rich_text', elements: [{type: 'rich_text_section', elements: [link]}]}]}, ['ada@example.com']],
		['attachments', {text: '', attachments: [{fallback: 'x', fields: [{title: 'From', value: 'ada@example.com'}]}]}, ['ada@example.com']],
		['people and channels', {text: '<@U0AGENT> <#C0SUPPORT> <!here>', user: 'ada@example.com'}, []],
		['masked ones', {text: 'a•••@example.com'}, []],
		['what is none', {text: 'ada@ @example.com ada@@example.com ada@localhost'}, []],
		['nothing', undefined, []],
	] as const)('%s', (_name, message, expected) => {
		const found = addressesIn(message).map(({typed}) => typed);
		if (typeof expected === 'number') expect(found).toEqual(['ada@example.com', 'eve@example.org', 'bob@example.net', 'kim@example.com']);
		else expect(found).toEqual(expected);
	});
});

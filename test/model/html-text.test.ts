import {describe, expect, test} from 'vitest';
import {textOfHtml} from '../../src/model/html-text.ts';

describe('of HTML is read', () => {
	test.each([
		['plain text', 'Hello Ada', 'Hello Ada'],
		['nothing of nothing', '', ''],
		['white space as one space', 'a \n\t b', 'a b'],
		['a word that is split by tags as one', '48<b>29</b><span class="x">13</span>', '482913'],
		['tags in any letters', 'a<BR>b<P>c</P>d<Td>e', 'a\nb\nc\nd e'],
		['cells apart', '<td>1</td><th>2</th>', ' 1  2 '],
		['nothing of comments', 'a<!-- <b> "> -- > -->b', 'ab'],
		['nothing of a comment that never ends', 'a<!-- b > c', 'a'],
		['nothing of the shortest comments', 'a<!-->b<!--->c', 'abc'],
		['nothing of declarations and instructions', '<!DOCTYPE html>a<?xml x?>b', 'ab'],
		['a lone < as it is', 'a < b <3 <', 'a < b <3 <'],
		['a lone < before a tag as it is', '1 < 2 <b>3</b>', '1 < 2 3'],
		['nothing of attributes, whatever they hold', 'a<img alt="x > y" src=\'>">\'>b', 'ab'],
		['nothing behind a tag that never ends', 'a<b c', 'a'],
		['nothing behind a quote that never ends', 'a<b c="> d > e', 'a'],
		['nothing of what nobody sees', 'a<script>1 < 2</script>b<STYLE>c</Style >d<head><title>e</title></head>f', 'abdf'],
		['nothing of templates, pictures and fallbacks', '<template>a</template>b<noscript>c</noscript>d<svg>e</svg>f', 'bdf'],
		['nothing behind a script that never ends', 'a<script>b</scripts>c', 'a'],
		['nothing of a script that is closed with an attribute', 'a<script>b</script x=">">c', 'ac'],
		['the rest, when only the end of a script is there', 'a</script>b', 'ab'],
	])('%s', (_what, html, text) => {
		expect(textOfHtml(html)).toBe(text);
	});

	test.each(
		'address article blockquote br center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr ul'.split(
			' ',
		),
	)('a new line where <%s> begins or ends', (tag) => {
		expect(textOfHtml(`a<${tag}>b</${tag}>c`)).toBe('a\nb\nc');
	});

	test('no more than is asked for', () => {
		expect(textOfHtml('abc<br>def', 5)).toBe('abc\nd');
		expect(textOfHtml('abc<br>def', 0)).toBe('');
	});
});

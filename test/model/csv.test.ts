import fc from 'fast-check';
import {expect, test} from 'vitest';
import {csvRecord} from '../../src/model/csv.ts';
import {amount} from '../support/amount.ts';
import {readCsv} from './read-csv.ts';

const dangerous = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/** What a spreadsheet, a shell or a careless reader has stumbled over. */
const naughty = [
	'',
	' ',
	"'",
	"''",
	'"',
	'""',
	'a"b',
	'",",',
	'a,b',
	'a\nb',
	'a\r\nb',
	'\r\n',
	'=1+1',
	'=HYPERLINK("http://example.com","bank")',
	"=cmd|' /C calc'!A0",
	'+441632960000',
	'-1',
	'- ',
	'@SUM(1,1)',
	'\t=1',
	'\r=1',
	'\n=1',
	'\0=1',
	"'=1",
	"''=1",
	"'plain",
	'=a@example.com',
	'+ada@example.com',
	'＝1+1',
	'−1',
	'\u202Eevil',
	'\uFEFF=1',
	'ünïcödé, 漢字, 🙂',
	'{"kind": "bounce", "text": "a, \\"b\\""}',
	'; drop table audit_entry; --',
	'<script>alert(1)</script>',
	'NULL',
	'undefined',
	'1e400',
	'0x0',
];

/** As somebody reads it who knows of the mark. */
function unmarked(cell: string): string {
	return /^'+[=+\-@\t\r\n\0＝＋－＠]/.test(cell) ? cell.slice(1) : cell;
}

function expectWhole(rows: readonly (readonly string[])[]): void {
	const read = readCsv(rows.map(csvRecord).join(''));
	for (const cell of read.flat()) expect(dangerous.some((sign) => cell.startsWith(sign))).toBe(false);
	expect(read.map((row) => row.map(unmarked))).toEqual(rows);
}

test('a record ends with CR LF, and quotes only what needs it', () => {
	expect(csvRecord(['a', 'b c', 'd,e', 'f"g', 'h\ni'])).toBe('a,b c,"d,e","f""g","h\ni"\r\n');
});

test('what a spreadsheet would calculate is marked as text, and nothing else is', () => {
	expect(csvRecord(['=1+1', '@x', '-', '+1', "'=1", "it's", "'quoted'"])).toBe(`'=1+1,'@x,'-,'+1,''=1,it's,'quoted'\r\n`);
});

test('naughty strings are read back as they were', () => {
	expectWhole(naughty.map((text) => [text, 'beside it']));
	expectWhole([naughty]);
});

test('any record is read back as it was', () => {
	const sign = fc.constantFrom(...dangerous, "'", '"', ',', 'a');
	const cell = fc.oneof(
		fc.string({unit: 'binary'}),
		fc.array(sign, {maxLength: 5}).map((signs) => signs.join('')),
	);
	const rows = fc.array(fc.array(cell, {minLength: 2, maxLength: 4}), {minLength: 1, maxLength: 4});
	fc.assert(fc.property(rows, expectWhole), {numRuns: amount('CSV_RECORDS', 200)});
});

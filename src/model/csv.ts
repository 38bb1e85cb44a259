/** What a spreadsheet would take for a formula or a command, also behind our own mark: reading takes exactly one ' away again. */
const formula = /^'*[=+\-@\t\r\n\0＝＋－＠]/;
const needsQuotes = /[",\r\n]/;

/** One record of RFC 4180, with its line end. A cell that a spreadsheet would calculate begins with ' instead. */
export function csvRecord(cells: readonly string[]): string {
	return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
	const safe = formula.test(text) ? `'${text}` : text;
	return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

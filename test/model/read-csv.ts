/** A reader of RFC 4180 that knows nothing of the one who wrote it. */
export function readCsv(text: string): readonly (readonly string[])[] {
	const rows: string[][] = [];
	let row: string[] = [];
	const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
	while (cells.lastIndex < text.length) {
		const from = cells.lastIndex;
		const match = cells.exec(text);
		if (match === null) throw new Error(`no cell of CSV: ${JSON.stringify(text.slice(from, from + 40))}`);
		row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
		if (match[3] === ',') continue;
		rows.push(row);
		row = [];
	}
	return rows;
}

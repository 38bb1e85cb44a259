/** How many letters have to be put in, left out, changed or swapped with their neighbour (optimal string alignment). For short words: the work grows with both lengths. */
export function distance(one: string, other: string): number {
	const [letters, counterparts] = [[...one], [...other]];
	let before: readonly number[] = [];
	let above: readonly number[] = Array.from({length: counterparts.length + 1}, (_unused, index) => index);
	for (const [row, letter] of letters.entries()) {
		const current = [row + 1];
		for (const [column, counterpart] of counterparts.entries()) {
			const changed = at(above, column) + (letter === counterpart ? 0 : 1);
			const isSwapped = letter === counterparts[column - 1] && letters[row - 1] === counterpart;
			const swapped = isSwapped ? at(before, column - 1) + 1 : changed;
			current.push(Math.min(changed, swapped, at(above, column + 1) + 1, at(current, column) + 1));
		}
		[before, above] = [above, current];
	}
	return at(above, counterparts.length);
}

function at(row: readonly number[], column: number): number {
	return row[column] ?? 0;
}

/** The known word that was most likely meant, if one is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
	const ranked = known
		.map((candidate) => ({candidate, steps: distance(candidate, word.slice(0, 40))}))
		.sort((one, other) => one.steps - other.steps);
	const best = ranked[0];
	return best !== undefined && best.steps > 0 && best.steps <= 2 ? best.candidate : undefined;
}

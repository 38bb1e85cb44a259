/** How many letters have to be put in, left out or changed (Levenshtein). For short words: the work grows with both lengths. */
export function distance(one: string, other: string): number {
	let above = Array.from({length: other.length + 1}, (_unused, index) => index);
	for (const [row, letter] of [...one].entries()) {
		const current = [row + 1];
		for (const [column, counterpart] of [...other].entries()) {
			const changed = (above[column] ?? 0) + (letter === counterpart ? 0 : 1);
			current.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
		}
		above = current;
	}
	return above.at(-1) ?? 0;
}

/** The known word that was most likely meant, if one is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
	const ranked = known
		.map((candidate) => ({candidate, steps: distance(candidate, word.slice(0, 40))}))
		.sort((one, other) => one.steps - other.steps);
	const best = ranked[0];
	return best !== undefined && best.steps > 0 && best.steps <= 2 ? best.candidate : undefined;
}

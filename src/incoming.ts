/** Why a request is turned away: a status for the sender, a reason for the log. Neither holds anything of the request. */
export class Refusal extends Error {
	override readonly name = 'Refusal';
	readonly status: number;
	constructor(status: number, reason: string) {
		super(reason);
		this.status = status;
	}
}

const deepest = 64;

/** Depth is counted before anything parses it. */
export function readJson(text: string): unknown {
	if (depthOf(text) > deepest) throw new Refusal(400, 'nested too deeply');
	try {
		return JSON.parse(text);
	} catch {
		throw new Refusal(400, 'not JSON');
	}
}

/** The deepest nesting of brackets outside of strings, counted in one pass before anything parses them. */
function depthOf(text: string): number {
	let depth = 0;
	let most = 0;
	let inString = false;
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at];
		if (character === '\\') at += 1;
		else if (character === '"') inString = !inString;
		else if (!inString) depth += steps[character ?? ''] ?? 0;
		most = Math.max(most, depth);
	}
	return most;
}

const steps: Readonly<Record<string, number>> = {'[': 1, '{': 1, ']': -1, '}': -1};

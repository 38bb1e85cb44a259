import {toast} from './toast.js';

/**
 * Everything that this person sees.
 * @param {string | undefined} as
 */
export async function fetchState(as) {
	const response = await fetch(`/api/state${as === undefined ? '' : `?as=${encodeURIComponent(as)}`}`);
	const answer = await response.json();
	if (!response.ok) throw Object.assign(new Error(answer.error), {status: response.status});
	return answer;
}

/** Whether the audit trail is sound. */
export async function fetchVerdict() {
	const response = await fetch('/api/verdict');
	if (!response.ok) throw new Error(`the trail was not read: ${response.status}`);
	return response.json();
}

/**
 * Calls back after every change, and when the connection is lost or comes back.
 * @param {{onChange: () => void, onLost: () => void}} listeners
 */
export function listenForChanges({onChange, onLost}) {
	const source = new EventSource('/api/changes');
	source.addEventListener('open', onChange);
	source.addEventListener('change', onChange);
	source.addEventListener('error', onLost);
}

/**
 * Does something in the world. What Slack would tell the person, and what went wrong, comes up as a toast.
 * @param {{what: string, as?: string} & Record<string, unknown>} deed
 * @returns {Promise<boolean>} whether it went well
 */
export async function act(deed) {
	const problem = await problemOf(deed);
	if (problem !== undefined) toast(problem, 'problem');
	return problem === undefined;
}

async function problemOf(deed) {
	try {
		const response = await fetch('/api/act', {
			method: 'POST',
			headers: {'content-type': 'application/json'},
			body: JSON.stringify(deed),
		});
		const answer = await response.json();
		return response.ok ? answer.failure : answer.error;
	} catch {
		return 'The sandbox does not answer. Is “npm run demo” still running?';
	}
}

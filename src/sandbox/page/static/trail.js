import {fetchVerdict} from './api.js';
import {personIn} from './context.js';
import {element} from './dom.js';
import {fold} from './fold.js';
import {drawLively} from './lively.js';
import {timeTag} from './time-tag.js';

/** Redeliver's own audit trail, newest first, and whether it is sound. */
export function createTrail(store) {
	const list = element('ul', {class: 'records', 'aria-label': 'Audit trail'});
	const result = element('p', {class: 'verdict', role: 'status'});
	const verify = element('button', {type: 'button', class: 'usual small'}, 'Verify');
	verify.addEventListener('click', () => tellVerdict(verify, result));
	const {node, count} = fold('Audit trail', false, element('div', {class: 'verifying'}, verify, result), list);
	const draw = ({trail}) => {
		count.textContent = String(trail.count);
		if (trail.count === 0) result.textContent = '';
		const records = trail.records.map((record) => ({...record, who: personIn(store.state, record.actor)?.name ?? record.actor}));
		drawLively(list, records, {key: ({hash}) => hash, draw: drawRecord});
	};
	return {node, draw};
}

async function tellVerdict(button, result) {
	if (button.getAttribute('aria-busy') === 'true') return;
	button.setAttribute('aria-busy', 'true');
	result.textContent = '';
	result.textContent = await verdictWords();
	button.removeAttribute('aria-busy');
}

async function verdictWords() {
	try {
		const {sound, count, head, firstBad, reason} = await fetchVerdict();
		return sound ? `Sound: ${count} entries, head ${head.slice(0, 12)}…` : `Broken at entry ${firstBad}: ${reason}`;
	} catch {
		return 'The trail could not be read. Nothing is known about it.';
	}
}

function drawRecord({seq, at, who, act, address, target, ticket}) {
	const subjects = [address, target].filter(Boolean).join(' → ');
	const words = [`by ${who}`, ticket && `ticket ${ticket}`].filter(Boolean).join(' · ');
	return element(
		'li',
		{},
		element('p', {class: 'title'}, element('strong', {}, element('span', {class: 'number'}, `${seq} `), act), timeTag(at)),
		subjects !== '' && element('p', {class: 'address'}, subjects),
		element('p', {class: 'quiet'}, words),
	);
}

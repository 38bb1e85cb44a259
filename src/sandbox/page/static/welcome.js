import {personIn} from './context.js';
import {element} from './dom.js';

const greetings = {
	Guest: 'You are not of the team, so Redeliver should tell you nothing. Type a command and see.',
	'Of another workspace': 'You belong to another workspace, so Redeliver should tell you nothing. Type a command and see.',
};
const greeting = 'A customer says that a mail never arrived. Take a ticket, press Enter, read the card, and click what it advises.';

/** Where nothing was said yet: who am I, and how do I begin. What has not changed is not drawn anew: focus stays. */
export function createWelcome(store, tryOut) {
	let shown;
	return {
		draw: (container) => {
			const {state, me} = store;
			const next = state.outside.stories.find(({isTried}) => !isTried);
			const look = `${me} ${next?.ticket}`;
			if (look === shown && container.querySelector('.welcome') !== null) return;
			shown = look;
			container.replaceChildren(drawWelcome(personIn(state, me), state.commands, next, tryOut));
		},
	};
}

function drawWelcome({realName, role}, commands, next, tryOut) {
	const refusal = greetings[role];
	return element(
		'div',
		{class: 'welcome'},
		element('h3', {}, `You are ${realName}`),
		element('p', {class: 'quiet'}, role),
		element('p', {}, refusal ?? greeting),
		refusal === undefined && next !== undefined && firstStep(next, tryOut),
		element('p', {class: 'quiet'}, 'There are more tickets on the right, or type a command of your own:'),
		element('ul', {}, ...commands.map(drawCommand)),
		element('p', {class: 'quiet'}, 'The outside world on the right shows at once what your clicks do.'),
	);
}

function firstStep({ticket, title, command}, tryOut) {
	const take = element('button', {type: 'button', class: 'primary', on: {click: () => tryOut(command)}}, `Take ticket ${ticket}: ${title}`);
	return element('p', {}, take);
}

function drawCommand({command, usageHint, description}) {
	return element('li', {}, element('code', {}, `${command} ${usageHint}`), element('span', {}, description));
}

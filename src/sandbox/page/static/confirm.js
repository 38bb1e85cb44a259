import {element, focusComposer, freshId} from './dom.js';

/**
 * Asks before a button acts.
 * @param {{title: {text: string}, text: {text: string}, confirm: {text: string}, deny: {text: string}, style?: 'primary' | 'danger'}} asked
 * @returns {Promise<boolean>}
 */
export function confirmed(asked) {
	const title = freshId('confirm');
	const yes = element('button', {type: 'submit', value: 'yes', class: asked.style ?? 'primary'}, asked.confirm.text);
	const no = element('button', {type: 'submit', value: 'no', class: 'usual'}, asked.deny.text);
	const dialog = element(
		'dialog',
		{class: 'confirm', 'aria-labelledby': title},
		element(
			'form',
			{method: 'dialog'},
			element('h2', {id: title}, asked.title.text),
			element('p', {}, asked.text.text),
			element('div', {class: 'buttons'}, no, yes),
		),
	);
	return new Promise((resolve) => {
		dialog.addEventListener('close', () => {
			dialog.remove();
			focusComposer();
			resolve(dialog.returnValue === 'yes');
		});
		document.body.append(dialog);
		dialog.showModal();
		yes.focus();
	});
}

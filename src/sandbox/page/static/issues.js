import {element} from './dom.js';
import {fold} from './fold.js';
import {drawLively} from './lively.js';

/** The issues that were opened in GitLab, as they were written. */
export function createIssues() {
	const list = element('ul', {class: 'records', 'aria-label': 'GitLab issues'});
	const {node, count} = fold('GitLab issues', false, list);
	const draw = ({issues}) => {
		count.textContent = String(issues.length);
		drawLively(list, issues, {key: ({id}) => String(id), draw: drawIssue});
	};
	return {node, draw};
}

function drawIssue({number, title, description}) {
	return element(
		'li',
		{},
		element('p', {class: 'title'}, element('strong', {}, title)),
		element('p', {class: 'quiet'}, number),
		element('details', {class: 'comment'}, element('summary', {}, 'Description'), element('pre', {tabindex: '0'}, description ?? '')),
	);
}

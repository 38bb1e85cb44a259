import {timeOfDay, wholeDate} from './dates.js';
import {drawList, element} from './dom.js';
import {fold} from './fold.js';

/** What arrived, by address. */
export function createMailboxes() {
	const empty = element('p', {class: 'quiet'}, 'No mail has arrived anywhere yet.');
	const list = element('ul', {class: 'mailboxes'});
	const {node, count} = fold('Mailboxes', false, empty, list);
	const draw = ({mailboxes}) => {
		count.textContent = String(mailboxes.reduce((sum, {mails}) => sum + mails.length, 0));
		empty.hidden = mailboxes.length > 0;
		drawList(list, mailboxes, {key: ({address}) => address, draw: drawMailbox});
	};
	return {node, draw};
}

function drawMailbox({address, mails}) {
	return element('li', {}, element('h4', {}, address), ...mails.toReversed().map(drawMail));
}

function drawMail({at, from, subject, text}) {
	const date = new Date(at);
	return element(
		'details',
		{class: 'mail'},
		element('summary', {}, element('strong', {}, subject), element('time', {datetime: at, title: wholeDate(date)}, timeOfDay(date))),
		element('p', {class: 'quiet'}, `From ${from}`),
		element('pre', {tabindex: '0'}, text),
	);
}

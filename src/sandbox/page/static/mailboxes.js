import {drawList, element} from './dom.js';
import {fold} from './fold.js';
import {drawLively} from './lively.js';
import {timeTag} from './time-tag.js';

/** What arrived, by address. */
export function createMailboxes() {
	const empty = element('p', {class: 'quiet'}, 'No mail has arrived anywhere yet.');
	const list = element('ul', {class: 'mailboxes'});
	const {node, count} = fold('Mailboxes', false, empty, list);
	const draw = ({mailboxes}) => {
		count.textContent = String(mailboxes.reduce((sum, {mails}) => sum + mails.length, 0));
		empty.hidden = mailboxes.length > 0;
		const addresses = mailboxes.map(({address}) => address);
		drawList(list, addresses, {key: (address) => address, draw: drawMailbox});
		for (const [index, {mails}] of mailboxes.entries()) drawMails(list.children[index], mails);
	};
	return {node, draw};
}

function drawMailbox(address) {
	return element('li', {}, element('h4', {}, address), element('ul', {'aria-label': `Mail of ${address}`}));
}

/** Mail by mail: one that is open stays open when the next arrives. */
function drawMails(mailbox, mails) {
	const numbered = mails.map((mail, index) => ({...mail, index})).toReversed();
	drawLively(mailbox.querySelector('ul'), numbered, {key: ({index}) => String(index), draw: drawMail});
}

function drawMail({at, from, subject, text}) {
	return element(
		'li',
		{},
		element(
			'details',
			{class: 'mail'},
			element('summary', {}, element('strong', {}, subject), timeTag(at)),
			element('p', {class: 'quiet'}, `From ${from}`),
			element('pre', {tabindex: '0'}, text),
		),
	);
}

import {dayAndTime, wholeDate} from './dates.js';
import {element} from './dom.js';

/** When something happened in the outside world. */
export function timeTag(at) {
	const date = new Date(at);
	return element('time', {datetime: at, title: wholeDate(date)}, dayAndTime(date));
}

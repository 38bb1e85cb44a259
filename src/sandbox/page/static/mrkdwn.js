import {formatDate} from './dates.js';
import {element} from './dom.js';
import {channelMention, groupMention, linkTo, mention} from './mentions.js';

/**
 * Slack's mark-up in words: code first, then what stands in angle brackets, then bold, italic and strike on the edges of words.
 * What fits none of these stays the text that it is.
 */
const marks =
	/```\n?([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~([^\s~](?:[^~\n]*[^\s~])?)~(?![\p{L}\p{N}~])/gu;

/**
 * @param {string} text
 * @param {import('./rich-text.js').Context} context
 * @returns {(Node | string)[]}
 */
export function mrkdwn(text, context) {
	const pieces = [];
	let at = 0;
	for (const match of text.matchAll(marks)) {
		pieces.push(unescaped(text.slice(at, match.index)), marked(match, context));
		at = match.index + match[0].length;
	}
	pieces.push(unescaped(text.slice(at)));
	return pieces.filter((piece) => piece !== '');
}

function marked([whole, pre, code, bracketed, bold, italic, strike], context) {
	if (pre !== undefined) return element('pre', {}, unescaped(pre.replace(/\n$/, '')));
	if (code !== undefined) return element('code', {}, unescaped(code));
	if (bracketed !== undefined) return inBrackets(bracketed, context) ?? unescaped(whole);
	if (bold !== undefined) return element('strong', {}, ...mrkdwn(bold, context));
	if (italic !== undefined) return element('em', {}, ...mrkdwn(italic, context));
	return element('s', {}, ...mrkdwn(strike, context));
}

function inBrackets(inner, context) {
	const [target, label] = splitOnce(inner, '|');
	if (/^@[UW]\w+$/.test(target)) return mention(target.slice(1), context);
	if (/^#C\w+$/.test(target)) return channelMention(target.slice(1), context);
	if (target.startsWith('!')) return special(target.slice(1), label, context);
	return linkTo(unescaped(target), label === undefined ? undefined : unescaped(label));
}

function special(target, label, context) {
	if (/^(here|channel|everyone)$/.test(target)) return element('span', {class: 'mention'}, `@${target}`);
	if (target.startsWith('subteam^')) return groupMention(target.slice('subteam^'.length), context);
	const date = /^date\^(\d{1,12})\^([^^]+)(?:\^(.+))?$/.exec(target);
	if (date === null) return undefined;
	const [, timestamp, format, url] = date;
	const words = formatDate(unescaped(format), Number(timestamp), context.now()) ?? label ?? '';
	return url === undefined ? element('time', {}, words) : (linkTo(unescaped(url), words) ?? words);
}

function splitOnce(text, separator) {
	const at = text.indexOf(separator);
	return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The three characters that Slack escapes, once. */
function unescaped(text) {
	return text.replace(/&(amp|lt|gt);/g, (_whole, name) => ({amp: '&', lt: '<', gt: '>'})[name]);
}

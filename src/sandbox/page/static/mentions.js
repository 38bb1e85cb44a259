import {element} from './dom.js';

/** `@name`, as people read it; an id that nobody has stays visible. */
export function mention(userId, context) {
	const person = context.person(userId);
	return element('span', {class: 'mention', title: person?.realName}, `@${person?.name ?? userId}`);
}

export function groupMention(groupId, context) {
	return element('span', {class: 'mention'}, `@${context.groupName(groupId) ?? groupId}`);
}

export function channelMention(channelId, context) {
	return element('span', {class: 'mention'}, `#${context.channelName(channelId) ?? channelId}`);
}

/**
 * Web and mail addresses only: a link must never run anything.
 * @returns {HTMLElement | undefined} undefined when it is no such address
 */
export function linkTo(url, label = url.replace(/^mailto:/, '')) {
	if (!/^(https?:\/\/|mailto:)\S+$/i.test(url)) return undefined;
	return element('a', {href: url, target: '_blank', rel: 'noopener noreferrer', title: url}, label);
}

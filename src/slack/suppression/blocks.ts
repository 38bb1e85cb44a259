import type {KnownBlock} from '@slack/types';
import {entryText} from '../../model/entry-text.ts';
import {
	type AllowlistEntry,
	mayBeUndone,
	type Removal,
	type Suppression,
	type SuppressionFacts,
	silentLists,
} from '../../model/suppression.ts';
import {listNames, suppressionMeaning} from '../../model/texts.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import type {SuppressionReport} from '../../workflows/check-suppressions.ts';
import {domainInOwnLetters} from '../domain-letters.ts';
import {actions} from '../ids.ts';
import {
	actor,
	bold,
	bullets,
	button,
	type Card,
	code,
	divider,
	line,
	moment,
	type Piece,
	person,
	preformatted,
	row,
	small,
	utc,
} from '../kit.ts';
import {shareButton} from '../sharing/button.ts';
import {sightingBlocks} from '../ticket/lines.ts';

/** What a card says above the entries, after a click. */
export interface Notice {
	readonly text: string;
	readonly blocks: readonly KnownBlock[];
}

/** The ids of the dialogs that stand behind the buttons of one card. */
interface CardDialogs {
	readonly checkAgain: string;
	/** By the sending domain of a removal; none while its mail is watched for. */
	readonly watch: ReadonlyMap<string, string>;
	/** How the channel is called that the card may be shared with. */
	readonly channel: string | undefined;
	/** The sending domain of GitLab, while none of its lists stands in the way. */
	readonly resendsFrom: string | undefined;
}

/** The suppression card: what every list says now, what was done lately, and a button for each entry. */
export function suppressionCard(report: SuppressionReport, dialogs: CardDialogs, notice?: Notice): Card {
	const {facts, offered, recent} = report;
	const headline = headlineOf(report);
	const next = recent.find(({state, entry}) => state === 'removed' && entry.sendingDomain === dialogs.resendsFrom);
	const blocks: KnownBlock[] = [
		...(notice?.blocks ?? []),
		line(bold(headline), ' ', code(facts.address.typed), ...unicodeForm(facts)),
		...offered.flatMap((removal) => entryBlocks(removal, recent)),
		...recent
			.filter((removal) => removal.state !== 'restored')
			.slice(0, 6)
			.flatMap((removal) => recentBlocks(removal, facts.checkedAt, dialogs, removal === next)),
		...recent
			.filter((removal) => removal.state === 'restored')
			.slice(0, 2)
			.flatMap(restoredBlocks),
		...silentBlocks(facts),
		...allowlistBlocks(facts),
		...sightingBlocks(report.sighting),
		small(`${askedLists(facts)} Checked ${utc(facts.checkedAt)}.${report.ticket === undefined ? '' : ` Ticket ${report.ticket}.`}`),
	];
	const isIncomplete = report.verdict === 'incomplete' || silentLists(facts).length > 0;
	const buttons = [
		...(isIncomplete ? [button('Check Again', actions.checkAgain, dialogs.checkAgain)] : []),
		button('Add Ticket Note', actions.noteSuppressions, dialogs.checkAgain),
		...(dialogs.channel === undefined ? [] : [shareButton(actions.shareSuppressions, dialogs.checkAgain, dialogs.channel)]),
	];
	blocks.push(row(...buttons));
	return {text: notice?.text ?? `${headline} ${facts.address.text}`, blocks};
}

export function headlineOf({verdict, offered}: SuppressionReport): string {
	if (verdict === 'suppressed') return offered.length === 1 ? 'On a suppression list now:' : `On ${offered.length} suppression lists now:`;
	return verdict === 'none' ? 'No suppression' : 'Not known yet, for not every list answered:';
}

function unicodeForm({address}: SuppressionFacts): readonly Piece[] {
	const letters = domainInOwnLetters(address.domain);
	return letters === undefined ? [] : [' (a domain with letters outside of ASCII: ', code(letters), ')'];
}

function entryBlocks(removal: Removal, recent: readonly Removal[]): readonly KnownBlock[] {
	const {entry} = removal;
	const underWay = recent.find((other) => other.state === 'removing' && isAbout(other, entry));
	return [
		divider,
		line(bold(`${capital(listNames[entry.kind])} of ${entry.sendingDomain}. `), suppressionMeaning[entry.kind]),
		preformatted(entryText(entry)),
		...(underWay?.removedBy === undefined ? [] : [line('A removal by ', actor(underWay.removedBy), ' is under way or was not confirmed.')]),
		row(removeButton(removal)),
	];
}

function isAbout(removal: Removal, entry: Suppression): boolean {
	return removal.entry.kind === entry.kind && removal.entry.sendingDomain === entry.sendingDomain;
}

function removeButton(removal: Removal) {
	const {entry} = removal;
	if (entry.kind !== 'bounce') return button('Remove Suppression', actions.askForRequest, removal.id);
	return button('Remove Suppression', actions.removeSuppression, removal.id, {
		style: 'primary',
		confirm: {
			title: 'Remove this bounce?',
			text: `${entry.address} leaves the bounce list of ${entry.sendingDomain}. Mail to it is tried again. You can undo this for 24 hours.`,
			yes: 'Remove',
		},
	});
}

/** `isNext`: with the next step, which stands on the card once. */
function recentBlocks(removal: Removal, now: Date, {watch, checkAgain}: CardDialogs, isNext: boolean): readonly KnownBlock[] {
	const where = `, ${listNames[removal.entry.kind]} of ${removal.entry.sendingDomain}`;
	if (removal.state !== 'removed' || removal.removedBy === undefined || removal.removedAt === undefined) return [];
	const watchId = watch.get(removal.entry.sendingDomain);
	// Of GitLab's mails only the confirmation does not pass the suppressions: it is what a removal is for.
	const buttons = [
		...(isNext ? [button('Resend Confirmation', actions.resendConfirmation, checkAgain, {style: 'primary'})] : []),
		...(mayBeUndone(removal, now) ? [undoButton(removal)] : []),
		...(watchId === undefined ? [] : [button('Watch Delivery', actions.watchDelivery, watchId)]),
	];
	return [
		divider,
		line(
			'Removed by ',
			actor(removal.removedBy),
			`${where}, `,
			moment(removal.removedAt),
			'. New mail goes through again: ask the customer to request it once more.',
		),
		preformatted(entryText(removal.entry)),
		...(buttons.length === 0 ? [] : [row(...buttons)]),
	];
}

function undoButton(removal: Removal) {
	return button('Undo Removal', actions.undoRemoval, removal.id, {
		confirm: {
			title: 'Put the entry back?',
			text: `${removal.entry.address} goes back onto the ${listNames[removal.entry.kind]} of ${removal.entry.sendingDomain}, and mail to it is dropped again.`,
			yes: 'Put Back',
		},
	});
}

function restoredBlocks(removal: Removal): readonly KnownBlock[] {
	if (removal.restoredBy === undefined || removal.restoredAt === undefined) return [];
	return [
		line(
			'Put back by ',
			person(removal.restoredBy),
			`, ${listNames[removal.entry.kind]} of ${removal.entry.sendingDomain}, `,
			moment(removal.restoredAt),
			'.',
		),
	];
}

/** Every list that did not answer is named; what they have in common is said once. */
export function silentBlocks(facts: SuppressionFacts): readonly KnownBlock[] {
	const silent = [
		...silentLists(facts).map(({reading, trouble}) => ({
			name: `${listNames[reading.kind]} of ${reading.sendingDomain}`,
			why: troubleWords(trouble),
		})),
		...facts.allowlists.flatMap(({sendingDomain, answer}) =>
			answer.status === 'unavailable' ? [{name: `allowlist of ${sendingDomain}`, why: troubleWords(answer.trouble)}] : [],
		),
	];
	const reasons = [...new Set(silent.map(({why}) => why))];
	return reasons.flatMap((why) => [
		line(bold(why), ' Whether the address is there, nobody knows now:'),
		bullets(silent.filter((list) => list.why === why).map(({name}) => `Not answered: ${name}`)),
	]);
}

function allowlistBlocks(facts: SuppressionFacts): readonly KnownBlock[] {
	return facts.allowlists.flatMap(({answer}) => (answer.status === 'answered' ? answer.entries.map(allowlistLine) : []));
}

function allowlistLine(entry: AllowlistEntry) {
	const reason = entry.reason === '' ? [] : [', reason: ', code(entry.reason)];
	return line(bold(`On the allowlist of ${entry.sendingDomain}: `), code(entry.value), ...reason, '. It never gets onto the bounce list.');
}

export function askedLists(facts: SuppressionFacts): string {
	const answered = facts.lists.filter((reading) => reading.answer.status === 'answered');
	const domains = [...new Set(answered.map((reading) => reading.sendingDomain))];
	const asked = domains.map((domain) => {
		const kinds = answered.filter((reading) => reading.sendingDomain === domain).map((reading) => `${reading.kind}s`);
		return `${domain} (${kinds.join(', ')})`;
	});
	return asked.length === 0 ? 'No list answered.' : `Lists that answered: ${asked.join(' · ')}.`;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

import type {HeaderBlock, HomeView, KnownBlock} from '@slack/types';
import {maskAddress} from '../../model/address.ts';
import type {ApprovalRequest} from '../../model/approval.ts';
import {type Home, type HomeRecords, shownTo} from '../../model/home.ts';
import {mayBeUndone, type Removal} from '../../model/suppression.ts';
import {listNames} from '../../model/texts.ts';
import {shownRecipient, type Watch} from '../../model/watch.ts';
import {kindWords, stateTitle} from '../approval/words.ts';
import {standingWords} from '../automation/words.ts';
import {setPieces} from '../bulk/request-lines.ts';
import {refusalCard} from '../failures.ts';
import {actions, reviews} from '../ids.ts';
import {bold, button, code, line, moment, type Piece, person, plain, row, small, utc} from '../kit.ts';
import {headlineOf} from '../watch/words.ts';
import {healthBlocks} from './health.ts';
import {helpBlocks} from './help.ts';
import {homeOf} from './publish.ts';

/** What a person finds when they open the app. */
export function homeView(home: Home, userId: string): HomeView {
	if (!home.permitted) return homeOf(refusalCard(home.reason));
	return {
		type: 'home',
		blocks: [
			...waitingBlocks(home, userId),
			row(
				button('Check Email Delivery', actions.openCheck, 'home', {style: 'primary'}),
				button('Find Suppressions', actions.openFind, 'home'),
			),
			...section('Your requests', home.requests, {most: 10, draw: requestBlocks, empty: noRequests}),
			...section('Your watches', home.watches, {most: 10, draw: watchBlocks, empty: noWatches}),
			...section('Your removals', home.removals, {most: 11, draw: (one) => removalBlocks(one, home.at, userId), empty: noRemovals}),
			heading('Systems'),
			...healthBlocks(home.systems),
			line(bold('Automation: '), standingWords(home.automation)),
			...helpBlocks(),
			small(`As of ${utc(home.at)}. It follows what you and others do for some hours; to see more, open it again.`),
		],
	};
}

const noWaiting = 'Nothing waits for a manager.';
const noRequests = 'None in the last day. Resending a mail to another address begins at Resend Message, on the card of the log.';
const noWatches = 'None in the last day. A removal and a resend are watched by themselves, other mail by Watch Delivery.';
const noRemovals = 'None in the last 24 hours.';

function heading(text: string): HeaderBlock {
	return {type: 'header', text: plain(text)};
}

interface Manner<Item> {
	/** How many are shown: all sections together stay below the hundred blocks that Slack takes. */
	readonly most: number;
	readonly draw: (item: Item) => readonly KnownBlock[];
	readonly empty: string;
}

function section<Item>(title: string, items: readonly Item[], {most, draw, empty}: Manner<Item>): readonly KnownBlock[] {
	const left = items.length - most;
	return [
		heading(title),
		...(items.length === 0 ? [small(empty)] : items.slice(0, most).flatMap(draw)),
		...(left > 0 ? [small(`… and ${left} more`)] : []),
	];
}

function waitingBlocks({waiting}: HomeRecords, userId: string): readonly KnownBlock[] {
	if (waiting === undefined) return [];
	return section('Waiting for a manager', waiting, {most: 15, draw: (request) => waitingRequest(request, userId), empty: noWaiting});
}

/** Nobody decides their own request: there is nothing to press. */
function waitingRequest(request: ApprovalRequest, userId: string): readonly KnownBlock[] {
	const {id, kind, requesterId, expiresAt, state} = request;
	const own = requesterId === userId;
	const rest: readonly Piece[] =
		state === 'unknown'
			? [`. ${stateTitle(request)}: decide in its thread.`]
			: [', expires ', moment(expiresAt), own ? '. Your own: another manager decides.' : '.'];
	const words = line(...actPieces(request), ', requested by ', person(requesterId), ...rest);
	return state === 'pending' && !own ? [words, row(button('Review', reviews[kind].button, id))] : [words];
}

function actPieces(request: ApprovalRequest): readonly Piece[] {
	if (request.kind === 'bulk-removal') return [code(request.id), ' Bulk removal of ', ...setPieces(request)];
	const {id, message, target} = request;
	const addresses = [code(maskAddress(message.originalRecipient)), ' to ', code(maskAddress(target))];
	return [code(id), ` ${kindWords[message.kind]} from `, ...addresses];
}

function requestBlocks(request: ApprovalRequest): readonly KnownBlock[] {
	const {decidedAt, createdAt} = request;
	return [line(bold(stateTitle(request)), ', ', moment(decidedAt ?? createdAt), ': ', ...actPieces(request))];
}

/** Subjects are written by others. */
const subjectLength = 100;

function watchBlocks(watch: Watch): readonly KnownBlock[] {
	const {seen, mail, newsAt} = watch;
	const subject = seen?.subject ?? mail.subject;
	const name =
		subject === undefined ? [mail.kind === undefined ? 'Any mail' : kindWords[mail.kind]] : [code(subject.slice(0, subjectLength))];
	return [line(bold(headlineOf(watch)), ' ', ...name, ' to ', code(shownRecipient(watch)), ', since ', moment(newsAt))];
}

function removalBlocks(removal: Removal, now: Date, userId: string): readonly KnownBlock[] {
	const {entry, state, removedAt, restoredBy, restoredAt, ticket} = removal;
	const address = shownTo(userId, removal);
	const where = `${listNames[entry.kind]} of ${entry.sendingDomain}`;
	const back: readonly Piece[] =
		state === 'restored' && restoredBy !== undefined && restoredAt !== undefined
			? [' Put back by ', person(restoredBy), ', ', moment(restoredAt), '.']
			: state === 'restoring'
				? [' It is being put back.']
				: [];
	const words = line(
		code(address),
		` left the ${where}`,
		...(removedAt === undefined ? [] : [', ', moment(removedAt)]),
		ticket === undefined ? '.' : `, ticket ${ticket}.`,
		...back,
	);
	return mayBeUndone(removal, now) ? [words, row(undoButton(removal.id, address, where))] : [words];
}

function undoButton(id: string, address: string, where: string) {
	return button('Undo Removal', actions.undoFromHome, id, {
		confirm: {
			title: 'Put the entry back?',
			text: `${address} goes back onto the ${where}, and mail to it is dropped again.`,
			yes: 'Put Back',
		},
	});
}

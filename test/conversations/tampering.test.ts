import fc from 'fast-check';
import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import {cast} from '../../src/sandbox/world.ts';
import {actions, modals} from '../../src/slack/ids.ts';
import {amount} from '../support/amount.ts';
import {changed, intercepted, type Payload, replay, untilDone} from '../support/replay.ts';
import {makeRequest, modalSays, openResend, openReview, owner, proof, resentTo, sendCode, target} from '../support/resending.ts';
import {ask, buttonsOf, click, form, readMessage, type Stage, testOn, withoutLimits} from '../support/stage.ts';

const test = testOn({environment: withoutLimits});
const gitlab = 'mg.gitlab.com';

/** One delivery that could still be made, and whose step is still to be taken. */
interface Recording {
	readonly name: string;
	readonly payload: Payload;
}

interface Scene {
	readonly recordings: readonly Recording[];
	readonly request: string;
	/** `person entry subject`: what somebody may really do, if the payload says just this. */
	readonly legitimate: ReadonlySet<string>;
}

/** A click or a form: who, on what, about what. Everything else in a payload decides nothing. */
function gistOf(payload: unknown): {readonly person: unknown; readonly entry: unknown; readonly subject: unknown} {
	const {type, user, view, actions: pressed} = payload as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	const first = Array.isArray(pressed) ? (pressed[0] as Readonly<Record<string, unknown>>) : undefined;
	const isForm = String(type) === 'view_submission';
	return {person: user?.id, entry: isForm ? view?.callback_id : first?.action_id, subject: isForm ? view?.private_metadata : first?.value};
}

const gistText = (payload: unknown) => {
	const {person, entry, subject} = gistOf(payload);
	return [person, entry, subject].map((part) => (typeof part === 'string' ? part : '?')).join(' ');
};

/** Plays the whole workflow up to the last step of each kind, and keeps that step back. */
async function play(stage: Stage): Promise<Scene> {
	const resends = await playRequest(stage);
	const removals = await playRemovals(stage);
	const recordings = [...resends.recordings, ...removals.recordings, ...(await playLookUps(stage))];
	const own = recordings.map(({payload}) => gistText(payload));
	const staff = [cast.agent, cast.secondAgent, cast.manager, cast.secondManager];
	const everybodys = removals.ids.flatMap((removal) =>
		staff.flatMap(({id}) =>
			[actions.removeSuppression, actions.undoRemoval, actions.undoFromHome].map((entry) => `${id} ${entry.id} ${removal}`),
		),
	);
	const checks = removals.checks.flatMap((dialog) =>
		[actions.removeFromCheck, actions.undoFromCheck].map((entry) => `${cast.agent.id} ${entry.id} ${dialog}`),
	);
	return {recordings, request: resends.request, legitimate: new Set([...own, ...everybodys, ...checks])};
}

async function playRequest(stage: Stage) {
	const [agent, manager] = [stage.as('agent'), stage.as('manager')];
	sendCode(stage);
	const card = await makeRequest(stage, agent);
	await openReview(stage, manager, card);
	const keep = async (name: string, act: () => Promise<unknown>): Promise<Recording> => ({name, payload: await intercepted(stage, act)});
	const review = await keep('the review is submitted', () => manager.submit({}));
	await manager.closeModal();
	await manager.click(card, 'Deny');
	await modalSays(stage, manager, /Request RQ-/);
	const denial = await keep('the denial is submitted', () => manager.submit({Reason: 'Not enough evidence'}));
	await manager.closeModal();
	await openResend(stage, agent);
	const recordings = [
		review,
		denial,
		await keep('the form is sent to another address', () => agent.submit({...proof, 'Send to': 'ada.other@example.net'})),
		await keep('the form is sent to the same address', () => agent.submit({'Send to': owner})),
		await keep('Approve is clicked', () => manager.click(card, 'Approve')),
		await keep('Deny is clicked', () => manager.click(card, 'Deny')),
		await keep('the request is cancelled', () => agent.click(card, 'Cancel Request', {confirm: true})),
	];
	await agent.closeModal();
	return {recordings, request: /RQ-[0-9A-Z]+/.exec(readMessage(card))?.[0] ?? ''};
}

async function playRemovals(stage: Stage) {
	const agent = stage.as('agent');
	const {mailgun} = stage.world;
	for (const name of ['bob', 'una', 'zoe']) mailgun.addBounce(gitlab, {address: `${name}@example.com`});
	mailgun.addComplaint(gitlab, {address: 'cleo@example.com'});
	const keep = async (name: string, act: () => Promise<unknown>): Promise<Recording> => ({name, payload: await intercepted(stage, act)});
	const bob = await ask(stage, agent, 'bob@example.com');
	const removal = await keep('a removal is clicked', () => agent.click(bob, 'Remove Suppression', {confirm: true}));
	const una = await click(stage, agent, await ask(stage, agent, 'una@example.com'), 'Remove Suppression');
	const undo = await keep('an undo is clicked', () => agent.click(una, 'Undo Removal', {confirm: true}));
	const zoe = await ask(stage, agent, 'zoe@example.com', '/confirm');
	const fromCheck = await keep('a removal is clicked on a diagnosis', () => agent.click(zoe, 'Remove Suppression', {confirm: true}));
	await agent.click(await ask(stage, agent, 'cleo@example.com'), 'Remove Suppression');
	await form(stage, agent);
	const wish = await keep('the recipient’s wish is submitted', () =>
		agent.submit({'Request of the recipient': 'They asked', Ticket: '4711'}),
	);
	await agent.closeModal();
	const ids = [removal, undo].map(({payload}) => String(gistOf(payload).subject));
	return {recordings: [removal, undo, fromCheck, wish], ids, checks: [String(gistOf(fromCheck.payload).subject)]};
}

async function playLookUps(stage: Stage): Promise<readonly Recording[]> {
	const agent = stage.as('agent');
	const keep = async (name: string, act: () => Promise<unknown>): Promise<Recording> => ({name, payload: await intercepted(stage, act)});
	const recordings: Recording[] = [];
	for (const [word, values] of [
		['/suppression', {'Address or domain': 'ada@example.com'}],
		['/confirm', {'Address or username': 'ada@example.com'}],
	] as const) {
		await agent.command('C0SUPPORT', word, '');
		await form(stage, agent);
		recordings.push(await keep(`the form of ${word} is submitted`, () => agent.submit(values)));
		await agent.closeModal();
	}
	const card = await ask(stage, agent, 'nobody@example.com', '/confirm');
	for (const button of buttonsOf(card))
		recordings.push(await keep(`${button} is clicked`, () => agent.click(card, button, {confirm: true})));
	return recordings;
}

/** All that Redeliver did: in the store, and to the world. */
async function deedsOf(stage: Stage) {
	await untilDone(stage);
	const {db} = stage.bot.database;
	const requests = await sql`select id, state, target, decided_by from approval_request order by id`.execute(db);
	const resends = await sql`select id from resend order by id`.execute(db);
	const removals = await sql`select id, state from removal where state <> 'seen' order by id`.execute(db);
	const writes = stage.world.mailgun.requests().filter(({method, path}) => method !== 'GET' && !path.includes('/analytics/'));
	return {
		requests: requests.rows,
		resends: resends.rows,
		removals: removals.rows,
		writes: writes.map(({method, path}) => `${method} ${path}`),
	};
}

type Path = readonly (string | number)[];

/** Every place in a payload, the outermost first. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
	const inner = value !== null && typeof value === 'object' ? Object.entries(value) : [];
	return [path, ...inner.flatMap(([step, one]) => placesIn(one, [...path, Array.isArray(value) ? Number(step) : step]))];
}

/** What no client sends. */
const junk = [
	null,
	undefined,
	'',
	'x',
	[],
	{},
	[['x']],
	{value: 'x'},
	7,
	true,
	1e308,
	'x'.repeat(5000),
	'__proto__',
	'\u0000',
	'eve@example.org',
	owner,
];

/** Everything that stands for somebody or something here, by where it belongs. */
function idsIn({recordings, request}: Scene) {
	return {
		person: [...Object.values(cast).map(({id}) => id), 'U0NOWHERE'],
		entry: [...Object.values(actions), ...Object.values(modals)].map(({id}) => id),
		subject: [...new Set([...recordings.map(({payload}) => gistOf(payload).subject), request])],
	};
}

interface Tampered {
	readonly what: string;
	readonly payload: unknown;
}

function tamperWith(scene: Scene, count: number, keeps: (payload: unknown) => boolean): readonly Tampered[] {
	const places = scene.recordings.flatMap(({name, payload}) => placesIn(payload).map((path) => ({name, payload, path})));
	// What matters is a small part of a payload: most of the tries go there.
	const within = (parts: RegExp) => places.filter(({path}) => parts.test(path.join('.')));
	const weighty = within(/^(?:user|team|actions|view\.state|type)(?:\.|$)/);
	const ids = idsIn(scene);
	const anything = fc.constantFrom(...Object.values(ids).flat(), ...junk, 'T0OTHER', 'block_actions', 'view_submission');
	const mutants = fc
		.oneof(
			fc.tuple(fc.constantFrom(...within(/^user\.id$/)), fc.constantFrom(...ids.person)),
			fc.tuple(fc.constantFrom(...within(/^actions\.0\.action_id$|^view\.callback_id$/)), fc.constantFrom(...ids.entry)),
			fc.tuple(fc.constantFrom(...within(/^actions\.0\.value$|^view\.private_metadata$/)), fc.constantFrom(...ids.subject)),
			fc.tuple(fc.constantFrom(...weighty), anything),
			fc.tuple(fc.constantFrom(...places), anything),
		)
		.map(([{name, payload, path}, to]) => ({
			what: `${name}: ${path.join('.')} = ${JSON.stringify(to)?.slice(0, 80)}`,
			payload: changed(payload, path, to),
		}))
		.filter(({payload}) => payload !== null && typeof payload === 'object' && keeps(payload));
	return fc.sample(mutants, {seed: 20_261_122, numRuns: count});
}

async function deliverAll(stage: Stage, all: readonly Tampered[]): Promise<void> {
	for (let at = 0; at < all.length; at += 10) {
		const some = all.slice(at, at + 10);
		const answers = await Promise.all(some.map(({payload}) => replay(stage, payload)));
		for (const [index, {status, failure}] of answers.entries()) expect([200, 400], `${some[index]?.what}: ${failure}`).toContain(status);
		await untilDone(stage);
	}
}

describe('a payload that was changed and signed again', () => {
	test('does nothing when it names another person, another button or form, or something else', {timeout: 3_600_000}, async ({stage}) => {
		const scene = await play(stage);
		const before = await deedsOf(stage);
		const isForged = (payload: unknown) => !scene.legitimate.has(gistText(payload));
		await deliverAll(stage, tamperWith(scene, amount('TAMPERED', 150), isForged));
		expect(await deedsOf(stage)).toEqual(before);
		const review = scene.recordings[0]?.payload;
		await replay(stage, review);
		await expect.poll(() => resentTo(stage), {timeout: 10_000}).toEqual([target]);
	});

	test('does no more than this person may do, whatever else is changed in it', {timeout: 3_600_000}, async ({stage}) => {
		const scene = await play(stage);
		const isTheirs = (payload: unknown) => scene.legitimate.has(gistText(payload));
		await deliverAll(stage, tamperWith(scene, amount('TAMPERED', 150), isTheirs));
		await deedsOf(stage);
		await expectOnlyRights(stage);
		expect(readMessage(await ask(stage, stage.as('secondAgent'), 'alive@example.com'))).toContain('No suppression');
	});

	test('is not resumed for ever when no listener can read it', {timeout: 60_000}, async ({stage}) => {
		const {recordings} = await play(stage);
		const removal = recordings.find(({name}) => name === 'a removal is clicked')?.payload ?? {};
		await replay(stage, changed(removal, ['channel', 'name'], {no: 'name'}));
		await untilDone(stage);
		expect(stage.log.filter((line) => line.includes('resuming'))).toEqual([]);
		expect(JSON.stringify(stage.world.mailgun.entries(gitlab, 'bounces'))).toContain('bob@example.com');
	});
});

const managers: readonly string[] = [cast.manager.id, cast.secondManager.id];

/** By the trail: who decided is a manager and not the requester, who cancelled is the requester, and what was asked for is whole. */
async function expectOnlyRights({bot}: Stage): Promise<void> {
	const {rows} = await sql<{act: string; actor: string; requester_id: string}>`select act, actor, requester_id
		from audit_entry join approval_request on approval_request.id = audit_entry.deed`.execute(bot.database.db);
	for (const {act, actor, requester_id: requester} of rows) {
		if (/^request-(?:approved|denied|marked-sent|marked-not-sent|send-again)$/.test(act)) expect(managers).toContain(actor);
		if (/^request-(?:cancelled|created)$/.test(act)) expect(actor).toBe(requester);
	}
	const requests = await sql<{target: string; verification: string; evidence: string; reason: string; ticket: string}>`select *
		from approval_request`.execute(bot.database.db);
	for (const {target: to, verification, evidence, reason, ticket} of requests.rows) {
		expect(to).toMatch(/^[^\s,;<>"()@]+@[a-z0-9.-]+$/);
		expect(['challenge', 'enterprise-owner']).toContain(verification);
		expect(evidence.length >= 3 && reason.length >= 3 && /^\d+$/.test(ticket)).toBe(true);
	}
}

describe('a step that was skipped', () => {
	const named = (scene: Scene, name: string) => scene.recordings.find((one) => one.name.startsWith(name))?.payload ?? {};
	const subject = (payload: unknown) => gistOf(payload).subject;

	test('is refused, and the step itself can still be taken', {timeout: 60_000}, async ({stage}) => {
		const scene = await play(stage);
		const [review, denial, form, wish] = ['the review', 'the denial', 'the form is sent to another', 'the recipient'].map((name) =>
			named(scene, name),
		);
		const [removal, find] = [named(scene, 'a removal'), named(scene, 'the form of /suppression')];
		const by = (payload: unknown, id: string) => changed(payload, ['user', 'id'], id);
		const about = (payload: unknown, id: unknown) => changed(payload, ['view', 'private_metadata'], id);
		const skipped: readonly Tampered[] = [
			{what: 'an approval without a review', payload: about(review, scene.request)},
			{what: 'an approval by the dialog of a denial', payload: about(review, subject(denial))},
			{what: 'a denial by the dialog of a review', payload: about(denial, subject(review))},
			{what: 'an approval by another manager’s review', payload: by(review, cast.secondManager.id)},
			{what: 'a denial by another manager’s dialog', payload: by(denial, cast.secondManager.id)},
			{what: 'an approval by the requester', payload: by(review, cast.agent.id)},
			{what: 'a denial by an agent', payload: by(denial, cast.secondAgent.id)},
			{what: 'a request by another’s form', payload: by(form, cast.secondAgent.id)},
			{what: 'a request by the dialog of a search', payload: about(form, subject(find))},
			{what: 'a request by no dialog', payload: about(form, '')},
			{what: 'a complaint removed by another’s dialog', payload: by(wish, cast.secondAgent.id)},
			{what: 'a complaint removed by the dialog of a search', payload: about(wish, subject(find))},
			{what: 'a bounce’s id in the place of a dialog', payload: about(wish, subject(removal))},
			{
				what: 'a request marked as sent before it is',
				payload: changed(
					changed(named(scene, 'Approve'), ['actions', 0, 'action_id'], actions.markAsSent.id),
					['user', 'id'],
					cast.manager.id,
				),
			},
			{
				what: 'a request sent again before it is sent',
				payload: changed(named(scene, 'Approve'), ['actions', 0, 'action_id'], actions.sendAgain.id),
			},
			{what: 'an undo of what was not removed', payload: changed(removal, ['actions', 0, 'action_id'], actions.undoRemoval.id)},
			{what: 'another’s request cancelled', payload: by(named(scene, 'the request is cancelled'), cast.manager.id)},
		];
		const before = await deedsOf(stage);
		await deliverAll(stage, skipped);
		expect(await deedsOf(stage)).toEqual(before);
		await replay(stage, review);
		await expect.poll(() => resentTo(stage), {timeout: 10_000}).toEqual([target]);
	});
});

import {sql} from 'kysely';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {OutgoingMail} from '../../src/sandbox/mailgun/types.ts';
import {cast, groups, places, sendingDomains, teamId} from '../../src/sandbox/world.ts';
import {approve, type Case, cardText, modalSays, openCase, resentTo, threadOf} from '../support/resending.ts';
import {buttonsOf, openStage, type Stage} from '../support/stage.ts';

interface Change {
	/** Of the case: its account, its addresses. */
	readonly name: string;
	readonly what: string;
	readonly reason: string;
	readonly mail?: Partial<OutgoingMail>;
	readonly approver?: string;
	readonly happens: (stage: Stage, request: Case) => unknown;
}

const changed = (name: string, what: string, reason: string, happens: Change['happens'], more: Partial<Change> = {}): Change => ({
	name,
	what,
	reason,
	happens,
	...more,
});

/** By whoever has the database, but not the key of the fingerprints. */
const edited = (name: string, assignment: string): Change =>
	changed(`edited-${name}`, `the ${name} was edited in the database`, 'record was changed', ({bot}, {id}) =>
		sql`update approval_request set ${sql.raw(assignment)} where id = ${id}`.execute(bot.database.db),
	);

const usernameOf = ({owner}: Case) => owner.split('@')[0] ?? '';

const changes: readonly Change[] = [
	changed('gone', 'Mailgun keeps the message no longer', 'keeps the message no longer', ({world}, {storageKey}) =>
		world.mailgun.changeStored(storageKey, undefined),
	),
	changed('subject', 'the stored message has another subject', 'another subject', ({world}, {storageKey}) =>
		world.mailgun.changeStored(storageKey, {subject: 'Verify your identity | Brightwater'}),
	),
	changed('recipient', 'the stored message went to somebody else', 'went to another address', ({world}, {storageKey}) =>
		world.mailgun.changeStored(storageKey, {recipients: ['eve@example.org']}),
	),
	changed('recipients', 'the stored message went to two people', 'not exactly one recipient', ({world}, {storageKey, owner}) =>
		world.mailgun.changeStored(storageKey, {recipients: [owner, 'eve@example.org']}),
	),
	changed('message', 'the stored message is another one', 'another one than was shown', ({world}, {storageKey}) =>
		world.mailgun.changeStored(storageKey, {messageId: 'another@mg.gitlab.com'}),
	),
	changed('bounced', 'the target bounced', 'suppressed', ({world}, {target}) =>
		world.mailgun.addBounce(sendingDomains.gitlab, {address: target}),
	),
	changed('moved', 'the account has another primary address', 'another primary address', ({world}, request) =>
		world.gitlab.changeUser(usernameOf(request), {email: 'moved-on@example.org'}),
	),
	changed('deleted', 'the account is gone', 'no account any more', ({world}, request) => world.gitlab.removeUser(usernameOf(request))),
	changed('taken', 'the address is somebody else’s', 'another account', ({world}, request) => {
		world.gitlab.removeUser(usernameOf(request));
		world.gitlab.addUser({username: 'newcomer-of-taken', email: request.owner, confirmedAt: world.clock.now()});
	}),
	changed('forbidden', 'the subject is not allowed any more', 'not sent again any more', () => undefined, {
		mail: {subject: 'Reset password instructions'},
	}),
	edited('target', "target = 'mallory@example.org'"),
	edited('evidence', "evidence = 'none'"),
	edited('expiry', "expires_at = expires_at + interval '1 day'"),
	edited('key', "message = jsonb_set(message, '{storageKey}', '\"other\"')"),
];

const peopleChanges: readonly Change[] = [
	changed('demoted', 'the approver is no manager any more', 'no manager any more', () => undefined, {approver: 'U0LENA'}),
	changed(
		'dismissed',
		'the approver was deactivated',
		'no manager any more',
		({world}) => world.slack.changePerson('U0OMAR', {deleted: true}),
		{approver: 'U0OMAR'},
	),
];

const all = [cast.manager.id, cast.secondManager.id, 'U0LENA', 'U0OMAR'];

async function open(): Promise<Awaited<ReturnType<typeof openStage>>> {
	const stage = await openStage({environment: {RESEND_SUBJECTS: 'Verify your identity;Reset password instructions'}});
	const {slack} = stage.world;
	for (const id of ['U0LENA', 'U0OMAR']) slack.addPerson({id, name: id.toLowerCase(), realName: id, teamId});
	slack.addChannel({id: places.approvals, name: 'email-approvals', kind: 'public', members: all});
	slack.setUserGroup(groups.managers, 'support-managers', all);
	return stage;
}

async function ask(stage: Stage, wanted: readonly Change[]): Promise<ReadonlyMap<string, Case>> {
	const cases = new Map<string, Case>();
	for (const {name, mail} of wanted) cases.set(name, await openCase(stage, stage.as('agent'), name, mail));
	return cases;
}

/** What happens to each of them, and with it a start under a stricter configuration. */
async function change(stage: Stage, wanted: readonly Change[], cases: ReadonlyMap<string, Case>, meanwhile: () => void): Promise<void> {
	for (const {name, happens} of wanted) await happens(stage, cases.get(name) as Case);
	await stage.restart({environment: {RESEND_SUBJECTS: 'Verify your identity'}, meanwhile});
}

async function expectVoid(stage: Stage, {card}: Case, reason: string): Promise<void> {
	const {slack} = stage.world;
	const reply = await slack.until(() => threadOf(stage, card).find((text) => text.includes('Void')), 15_000);
	for (const words of [`<@${cast.agent.id}>`, 'changed since', reason, 'Nothing was sent', 'ask again']) expect(reply).toContain(words);
	const shown = slack.allMessages(places.approvals).find(({ts}) => ts === card.ts);
	expect(buttonsOf(shown)).toEqual([]);
	expect(cardText(stage, card)).toContain(reason);
	expect(resentTo(stage)).toEqual([]);
}

describe('after the decision, before the mail leaves', () => {
	const wanted = [...changes, ...peopleChanges];
	let stage: Awaited<ReturnType<typeof open>>;
	let cases: ReadonlyMap<string, Case>;

	beforeAll(async () => {
		stage = await open();
		cases = await ask(stage, wanted);
		const release = stage.world.faults.add({service: 'gitlab', fault: 'unavailable'});
		for (const {name, approver = cast.manager.id} of wanted) {
			const actor = stage.world.slack.as(approver);
			expect(await approve(stage, actor, (cases.get(name) as Case).card)).toContain('not sent yet');
			await actor.closeModal();
		}
		await change(stage, wanted, cases, () => {
			stage.world.slack.setUserGroup(
				groups.managers,
				'support-managers',
				all.filter((id) => id !== 'U0LENA'),
			);
			release();
		});
		await stage.moveOn(30_000);
	}, 120_000);
	afterAll(() => stage.close());

	test.for(wanted)('it is void when $what', async ({name, reason}) => {
		await expectVoid(stage, cases.get(name) as Case, reason);
	});
});

describe('after the request, before the decision', () => {
	let stage: Awaited<ReturnType<typeof open>>;
	let cases: ReadonlyMap<string, Case>;

	beforeAll(async () => {
		stage = await open();
		cases = await ask(stage, changes);
		await change(stage, changes, cases, () => {});
	}, 120_000);
	afterAll(() => stage.close());

	test.for(changes)('it is void when $what', async ({name, reason}) => {
		const {card} = cases.get(name) as Case;
		const manager = stage.as('manager');
		await approve(stage, manager, card);
		await modalSays(stage, manager, /changed since/);
		await manager.closeModal();
		await expectVoid(stage, cases.get(name) as Case, reason);
	});
});

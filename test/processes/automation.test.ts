import {expect, test} from 'vitest';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import {automationEnvironment, places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {forms, triagedFor} from '../../src/sandbox/zendesk/brightwater.ts';
import {cards, newcomer, open, ticketNow, written} from '../support/automating.ts';
import {ago} from '../support/confirming.ts';
import {readMessage} from '../support/stage.ts';
import {untilMet} from './holds.ts';
import {openScene} from './scene.ts';

const acting = {...automationEnvironment, AUTOMATION: 'act'};
const put: FaultRule = {service: 'zendesk', method: 'PUT', fault: 'hang'};
const deletions = (world: World) => world.mailgun.requests().filter(({method}) => method === 'DELETE').length;

interface CrashPoint {
	readonly name: string;
	readonly rule: FaultRule;
	readonly nth?: number;
	/** Slack takes no key against repetition. */
	readonly mostCards?: number;
}

const points: readonly CrashPoint[] = [
	{name: 'the ticket is read', rule: {service: 'zendesk', path: /tickets\/4711\.json/, fault: 'hang'}},
	{name: 'the entry is about to be removed', rule: {service: 'mailgun', method: 'DELETE', fault: 'hang'}},
	{name: 'Mailgun has removed the entry and not answered', rule: {service: 'mailgun', method: 'DELETE', fault: 'hang', afterEffect: true}},
	{name: 'Zendesk has taken the note and not answered', rule: {...put, afterEffect: true}},
	{name: 'Zendesk has the answer and has not taken it', rule: put, nth: 2},
	{name: 'Zendesk has taken the answer and not answered', rule: {...put, afterEffect: true}, nth: 2},
	{
		name: 'Slack has the card and has not answered',
		rule: {service: 'slack', path: /chat\.postMessage/, fault: 'hang', afterEffect: true},
		mostCards: 2,
	},
];

test.for(points)('killed while $name, another process ends the look with one removal and one answer', {timeout: 120_000}, async (point) => {
	await using scene = await openScene({zendesk: true, environment: acting});
	const {world} = scene;
	newcomer(world, {bounced: true});
	open(world);
	const first = await scene.start();
	const met = untilMet(scene, point.rule, point.nth);
	expect(await world.zendesk.callWebhook(4711)).toBe(202);
	await met;
	await first.kill();
	world.faults.clear();
	const second = await scene.start();
	await expect.poll(() => cards(scene).map(readMessage).join(), {timeout: 60_000}).toContain('set ticket 4711 to solved');
	expect(ticketNow(scene).status).toBe('solved');
	expect(written(scene).map((comment) => comment.split(':')[0])).toEqual(['internal', 'public']);
	expect(world.mailgun.entries(sendingDomains.gitlab, 'bounces')).toEqual([]);
	expect(deletions(world)).toBe(1);
	expect(cards(scene).length).toBeLessThanOrEqual(point.mostCards ?? 1);
	await second.terminate();
});

test('two processes share the tickets, and each ticket gets one look', {timeout: 120_000}, async () => {
	await using scene = await openScene({zendesk: true, environment: acting});
	const {world} = scene;
	const customers = Array.from({length: 8}, (_unused, index) => ({id: 5000 + index, name: `customer${index}`}));
	for (const {id, name} of customers) {
		const email = `${name}@example.com`;
		world.gitlab.addUser({username: name, email, createdAt: ago(world, 60_000)});
		world.mailgun.addBounce(sendingDomains.gitlab, {address: email, code: '550'});
		open(world, {requester: email, ...triagedFor(forms.gitlab, email)}, id);
	}
	const bots = [await scene.start(), await scene.start()];
	await Promise.all(
		[...customers, ...customers].map(async ({id}, index) => {
			world.zendesk.deliverTo(`${bots[index % 2]?.url}/webhooks/zendesk`);
			expect(await world.zendesk.callWebhook(id)).toBe(202);
		}),
	);
	const all = () => world.slack.allMessages(places.support).filter((message) => readMessage(message).includes('to solved'));
	await expect.poll(() => all().length, {timeout: 60_000}).toBe(customers.length);
	for (const {id} of customers) {
		expect(written(scene, id).map((comment) => comment.split(':')[0])).toEqual(['internal', 'public']);
		expect(ticketNow(scene, id).status).toBe('solved');
	}
	expect(deletions(world)).toBe(customers.length);
});

import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import {places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {acting, call, cards, ended, looked, newcomer, open, suggesting, ticketNow, trailOf, written} from '../support/automating.ts';
import {openHome} from '../support/home.ts';
import {ask, readMessage, type Stage, test as withoutAutomation} from '../support/stage.ts';

const {gitlab} = sendingDomains;
const bounced = ({world}: Pick<Stage, 'world'>) => world.mailgun.entries(gitlab, 'bounces').length;
const deletions = (world: World) => world.mailgun.requests().filter(({method}) => method === 'DELETE').length;
const puts = (world: World) => world.zendesk.requests().filter(({method}) => method === 'PUT').length;

describe('the stop switch', () => {
	acting('is a manager’s, holds for what is under way, and says who switched it', async ({stage}) => {
		const {world} = stage;
		const [agent, manager] = [stage.as('agent'), stage.as('manager')];
		expect(readMessage(await ask(stage, agent, 'automation'))).toContain('The automation is on (act)');
		expect(readMessage(await ask(stage, agent, 'automation off'))).toContain('Only a manager');
		newcomer(world, {bounced: true});
		open(world);
		// Switched off while Mailgun is asked for what blocks.
		const met = Promise.withResolvers<void>();
		world.faults.add({service: 'mailgun', path: /bounces/, fault: 'slow', delayMs: 1500, times: 1, onMet: met.resolve});
		await call(stage);
		await met.promise;
		const off = readMessage(await ask(stage, manager, 'automation off'));
		expect(off).toMatch(/The automation is switched off \(it would act\)\. Switched off by <@U0INES>/);
		await ended(stage);
		expect([bounced(stage), deletions(world), puts(world), ticketNow(stage).status]).toEqual([1, 0, 0, 'open']);
		expect(readMessage(await ask(stage, stage.as('secondManager'), 'automation off'))).toMatch(
			/Nothing was changed[\s\S]*Switched off by <@U0INES>/,
		);
		expect(await openHome(stage, agent)).toContain('Automation: The automation is switched off');
		await stage.restart();
		open(world, {}, 4712);
		await call(stage, 4712);
		await ended(stage);
		expect(puts(world)).toBe(0);
		expect(readMessage(await ask(stage, stage.as('secondManager'), 'automation on'))).toMatch(
			/is on \(act\)[\s\S]*Switched on by <@U0TOMA>/,
		);
		expect(await looked(stage, 4712)).toContain('set ticket 4712 to solved');
		const trail = await trailOf(stage);
		expect(trail).toEqual(
			expect.arrayContaining(['redeliver automation-ended 4711 stopped', 'redeliver automation-left-alone 4712 switched-off']),
		);
		expect(trail.filter((line) => line.includes('switched') && line.startsWith('U0'))).toHaveLength(2);
	});

	withoutAutomation('is none where the automation is not set up', async ({stage}) => {
		expect(readMessage(await ask(stage, stage.as('manager'), 'automation off'))).toMatch(
			/not set up[\s\S]*AUTOMATION[\s\S]*ZENDESK_WEBHOOK_SECRET/,
		);
		expect(readMessage(await ask(stage, stage.as('manager'), 'automation perhaps'))).toContain('followed by on, by off');
		await expect(stage.world.zendesk.callWebhook(4711)).rejects.toThrow('no ticket');
	});
});

describe('many webhooks', () => {
	acting('of one ticket lead to one look at a time, and one answer', async ({stage}) => {
		newcomer(stage.world, {bounced: true});
		open(stage.world);
		await Promise.all(Array.from({length: 12}, () => call(stage)));
		await ended(stage);
		expect(deletions(stage.world)).toBe(1);
		expect(written(stage).map((comment) => comment.split(':')[0])).toEqual(['internal', 'public']);
		expect(cards(stage)).toHaveLength(1);
	});

	suggesting('are looked at up to a limit, and those who watch are told once', async ({stage}) => {
		const {world, bot} = stage;
		await sql`insert into allowance (act, key, deed, units, counts_until)
			values ('automation', 'redeliver', 'before', 100, present() + interval '1 hour')`.execute(bot.database.db);
		newcomer(world);
		for (const id of [1, 2]) open(world, {}, id);
		for (const id of [1, 2]) expect(await looked(stage, id)).toBe('');
		expect(puts(world)).toBe(0);
		const alerts = () =>
			world.slack
				.allMessages(places.audit)
				.map(readMessage)
				.filter((text) => text.includes('looks of the automation'));
		await world.slack.until(() => alerts().length > 0);
		expect(alerts()).toHaveLength(1);
		expect((await acts(stage)).filter((act) => act === 'refused')).toHaveLength(2);
	});
});

async function acts({bot}: Pick<Stage, 'bot'>): Promise<readonly string[]> {
	return (await bot.database.db.selectFrom('audit_entry').select('act').orderBy('seq').execute()).map(({act}) => act);
}

import {setTimeout as delay} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {sendingDomains} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {amount} from '../support/amount.ts';
import {openSelection, people, progressSays, removalsOf, removeSelected, stillListed, suppress} from '../support/bulk.ts';
import {openScene, type Scene} from './scene.ts';

const kills = amount('KILLS', 3);
const {gitlab} = sendingDomains;
/** Of one bulk removal; below the threshold. */
const size = 6;
/** How long each removal takes at Mailgun, in milliseconds: kills come between any two of its steps. */
const pause = 150;

async function removalsOnTrail(scene: Scene, address: string): Promise<number> {
	const lines = await scene.onDatabase((db) => createAuditStore({db, key: scene.environment.AUDIT_KEY ?? ''}).about(address, 100));
	return lines.filter(({act}) => act === 'suppression-removed').length;
}

test(`killed ${kills} times in the middle of bulk removals: nothing is removed twice, nothing is left unsaid`, {
	timeout: 90_000 + kills * 40_000,
}, async ({annotate}) => {
	await using scene = await openScene({environment: {BULK_APPROVAL_THRESHOLD: '10000'}});
	const agent = scene.as('agent');
	let repeated = 0;
	for (let round = 0; round < kills; round += 1) {
		const bot = await scene.start();
		const addresses = people(size, round * size + 1);
		suppress(scene, addresses);
		const form = await openSelection(scene, agent);
		const slow = scene.world.faults.add({service: 'mailgun', path: /\/bounces\/p/, fault: 'slow', delayMs: pause, afterEffect: true});
		expect((await removeSelected(agent, form, addresses)).status).toBe(200);
		await delay(Math.random() * size * 3 * pause);
		await bot.kill();
		slow();
		const survivor = await scene.start();
		const told = await progressSays(scene, agent, new RegExp(`ended: ${size} removed[^]*${addresses[0]}`), 40_000);
		for (const address of addresses) {
			expect(told).toContain(address);
			expect(await removalsOnTrail(scene, address)).toBe(1);
			// The call whose answer died with its process may be made once more; the list then no longer holds the entry.
			const calls = removalsOf(scene, address);
			expect(calls).toBeGreaterThanOrEqual(1);
			repeated += calls - 1;
		}
		expect(stillListed(scene, addresses)).toEqual([]);
		await survivor.kill();
		await agent.closeModal().catch(() => {});
	}
	expect(repeated).toBeLessThanOrEqual(kills);
	await annotate(`${kills} kills: ${kills * size} addresses removed once each, ${repeated} calls repeated on ${gitlab}`);
});

import {expect} from 'vitest';
import type {World} from '../../src/sandbox/world.ts';

/** One line, one record; and no secret of ours in any of them. */
export function expectCleanLog({log, world}: {readonly log: readonly string[]; readonly world: Pick<World, 'environment'>}): void {
	for (const line of log) {
		expect(line.indexOf('\n')).toBe(line.length - 1);
		expect(JSON.parse(line)).toHaveProperty('level');
	}
	const secrets = Object.entries(world.environment).filter(([name]) => /KEY|TOKEN|SECRET/.test(name));
	expect(secrets.filter(([_name, secret]) => log.join('').includes(secret))).toEqual([]);
}

import {expect, test} from 'vitest';
import {unknown} from '../../src/model/known.ts';
import {sourcesOf} from '../../src/workflows/sources.ts';
import {facts} from '../model/diagnosis-scene.ts';

const refused = {service: 'GitLab', cause: 'refused', status: 400, reason: 'ada@example.com is no address'} as const;

test('what a refusal says is kept to those who named the address', () => {
	const gathered = {facts: facts({messages: unknown(refused)}), reached: undefined, gitlabTrouble: refused};
	expect(JSON.stringify(sourcesOf(gathered, 'not-configured', true))).toContain('is no address');
	const hidden = sourcesOf(gathered, 'not-configured', false);
	expect(JSON.stringify(hidden)).not.toContain('ada@');
	expect(hidden.filter(({state}) => state === 'unavailable').map(({source}) => source)).toEqual(['gitlab', 'mailgun:mg.gitlab.com:log']);
});

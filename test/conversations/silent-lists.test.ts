import {expect} from 'vitest';
import {ask, buttonsOf, readMessage, test} from '../support/stage.ts';

const lists = ['mg.gitlab.com', 'customers.gitlab.com'].flatMap((domain) =>
	['bounces', 'complaints', 'unsubscribes'].map((list) => ({domain, list, kind: list.slice(0, -1)})),
);

test('of all 64 combinations of lists that answer or not, only the full one reads "No suppression", and every silent list is named', async ({
	stage,
}) => {
	for (let combination = 0; combination < 64; combination += 1) {
		const silent = lists.filter((_list, index) => (combination >> index) & 1);
		stage.world.faults.clear();
		for (const {domain, list} of silent) {
			stage.world.faults.add({service: 'mailgun', path: new RegExp(`^/v3/${domain.replaceAll('.', '\\.')}/${list}/`), fault: 'wrong-type'});
		}
		const card = await ask(stage, stage.as('agent'), `combination-${combination}@example.com`);
		const text = readMessage(card);
		expect(/no suppression/i.test(text), `combination ${combination}`).toBe(silent.length === 0);
		for (const {domain, kind} of silent) expect(text).toContain(`Not answered: ${kind} list of ${domain}`);
		expect(text.match(/Not answered/g)?.length ?? 0).toBe(silent.length);
		expect(buttonsOf(card)).toEqual([...(silent.length === 0 ? [] : ['Check Again']), 'Add Ticket Note', 'Share to Channel']);
	}
});

test('an entry that was found is offered although another list is silent', async ({stage}) => {
	stage.world.mailgun.addBounce('mg.gitlab.com', {address: 'ada@example.com'});
	stage.world.faults.add({service: 'mailgun', path: /complaints/, fault: 'html'});
	const card = await ask(stage, stage.as('agent'), 'ada@example.com');
	expect(buttonsOf(card)).toEqual(['Remove Suppression', 'Check Again', 'Add Ticket Note', 'Share to Channel']);
	expect(readMessage(card)).toContain('Not answered: complaint list of customers.gitlab.com');
});

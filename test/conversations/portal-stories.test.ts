import {expect} from 'vitest';
import {portalRules} from '../../src/model/portal-rules.ts';
import {portalStories} from '../../src/sandbox/portal-stories.ts';
import {tellStories} from '../../src/sandbox/stories.ts';
import {check, verdictOf} from '../support/confirming.ts';
import {tick} from '../support/portal.ts';
import {readMessage, type Stage, test} from '../support/stage.ts';
import {tells} from '../support/watching.ts';

/** By ticket; of the others the admin page has to be read first. */
const atOnce = {
	4760: 'suppressed-bounce',
	4761: 'suppressed-complaint',
	4762: 'suppressed-unsubscribe',
	4769: 'wrong-site',
	4770: 'rejected',
	4771: 'delayed',
	4772: 'link-expired',
	4773: 'delivered',
};
const afterLooking = {
	4763: 'portal-no-account',
	4764: 'portal-login-inactive',
	4765: 'portal-unconfirmed',
	4766: 'portal-several-accounts',
	4767: 'portal-unlinked',
	4768: 'portal-linked-elsewhere',
	4774: 'portal-ok',
};

const letters = (email: string) => email.replaceAll(/[._-](?=.*@)/g, '');

/** What an agent ticks who reads the admin page. */
function seenOnAdminPage({world}: Stage, address: string): Readonly<Record<string, string>> {
	const customers = world.portal.customers();
	const found = customers.find(({email}) => email === address);
	if (found === undefined) return {'Account found': 'No'};
	const linked = world.gitlab.users().find(({username}) => username === found.linkedTo);
	const owns = linked?.emails.some(({email}) => email === address) === true;
	const others = customers.filter(({email}) => letters(email) === letters(address));
	return {
		'Account found': 'Yes',
		'Confirmed at': found.confirmedAt === undefined ? 'Empty' : 'A date',
		'Login activated': found.loginActivated ? 'Checked' : found.reseller === undefined ? 'Unchecked' : 'Unchecked, reseller',
		'Linked GitLab account': linked === undefined ? 'None' : owns ? 'Owns this address' : 'Another address',
		'Other accounts': others.length > 1 ? 'Same name, other spelling' : 'None',
	};
}

test('every Portal ticket of the sandbox tells the story of its verdict, and every verdict has one', {timeout: 60_000}, async ({stage}) => {
	tellStories(stage.world);
	const verdicts: Record<number, string | undefined> = {};
	for (const {ticket, command, customer} of portalStories) {
		const card = await check(stage, command.replace('/confirm ', ''));
		const before = verdictOf(readMessage(card));
		if (before !== 'incomplete') verdicts[ticket] = before;
		else verdicts[ticket] = verdictOf(readMessage(await tick(stage, card, seenOnAdminPage(stage, customer))));
	}
	expect(verdicts).toEqual({...atOnce, ...afterLooking});
	expect(new Set(Object.values(verdicts))).toEqual(new Set(portalRules.map(({code}) => code)));
});

test('the Portal’s pages show what the admin page says, and send the mail that is watched', {timeout: 20_000}, async ({stage}) => {
	tellStories(stage.world);
	const {portal, mailgun} = stage.world;
	const admin = await (await fetch(`${portal.origin}/admin`)).text();
	expect(admin).toMatch(/ella@example\.com<\/td><td>2\d{3}-\d\d-\d\d<\/td><td>☐<\/td><td>Northwind/);
	expect(admin).toMatch(/ilse@example\.com.*@jules: jules@example\.com/);
	const post = (path: string, email: string) => fetch(`${portal.origin}${path}`, {method: 'POST', body: new URLSearchParams({email})});
	const mails = (to: string) => mailgun.mailbox(to).map(({subject}) => subject);
	const unhelped = ['ella@example.com', 'femi@example.com', 'derek@example.com'];
	for (const email of [...unhelped, 'olga@example.com']) expect((await post('/customers/sign_in', email)).status).toBe(200);
	await post('/customers/confirmation', 'olga@example.com');
	await stage.moveOn(10_000);
	expect(mails('olga@example.com')).toEqual(['Your sign-in link']);
	expect(unhelped.flatMap(mails)).toEqual([]);
	expect((await fetch(`${portal.origin}/anywhere`)).status).toBe(404);

	const agent = stage.as('agent');
	const card = await tick(stage, await check(stage, 'portal femi@example.com'), seenOnAdminPage(stage, 'femi@example.com'));
	await agent.click(card, 'Resend Confirmation');
	const given = await stage.world.slack.until(() =>
		agent.messages(card.channel).find((message) => /paste this address/.test(readMessage(message))),
	);
	const page = /http:[^"]*\/customers\/confirmation\/new/.exec(JSON.stringify(given.blocks))?.[0] ?? '';
	expect(await (await fetch(page)).text()).toContain('action="/customers/confirmation"');
	await agent.click(given, 'Open Confirmation Form');
	await tells(stage, /I watch the log for the confirmation mail/, 'femi@example.com');
	await post('/customers/confirmation', 'femi@example.com');
	await stage.moveOn(10_000);
	await tells(stage, /Delivered: /, 'femi@example.com');
});

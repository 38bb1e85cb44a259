import {expect, onTestFinished, test} from 'vitest';
import {createFaultBoard} from '../../../src/sandbox/faults.ts';
import {createMailgunSimulator} from '../../../src/sandbox/mailgun/simulator.ts';
import {confirmed, noon, openOffice} from './office.ts';

const domain = 'mg.example.com';

/** A GitLab whose mails go out through a Mailgun. */
async function openMailing() {
	let now = noon;
	const clock = () => now;
	const mailgun = await createMailgunSimulator({domains: [domain], keys: [], faults: createFaultBoard(), clock});
	onTestFinished(() => mailgun.close());
	const {gitlab} = await openOffice({clock, mailDomain: domain, sendMail: mailgun.send});
	const arrived = (address: string) => {
		now = new Date(now.getTime() + 2000);
		return mailgun.mailbox(address).map(({subject}) => subject);
	};
	return {gitlab, mailgun, arrived};
}

test('a suppression holds back links that confirm, and neither codes nor resets', async () => {
	const {gitlab, mailgun, arrived} = await openMailing();
	mailgun.addBounce(domain, {address: 'ada@example.com'});
	gitlab.register({username: 'ada', email: 'ada@example.com'});
	expect(arrived('ada@example.com')).toEqual([]);
	gitlab.changeUser('ada', confirmed);
	gitlab.signIn('ada');
	gitlab.requestReset('ada@example.com');
	mailgun.addBounce(domain, {address: 'bob@example.com'});
	gitlab.register({username: 'bob', email: 'bob@example.com', confirmBy: 'code'});
	expect(arrived('ada@example.com')).toEqual(['Verify your identity', 'Reset password instructions']);
	expect(arrived('bob@example.com')).toEqual(['Confirm your email address']);
});

test('mails come as text and as HTML, with the same code', async () => {
	const {gitlab, mailgun, arrived} = await openMailing();
	gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	gitlab.signIn('ada');
	arrived('ada@example.com');
	const [mail] = mailgun.mailbox('ada@example.com');
	const code = /^\d{6}$/m.exec(mail?.text ?? '')?.[0] ?? '';
	expect(code).not.toBe('');
	expect(mail?.html).toContain(code);
	expect(gitlab.enterCode('ada', code)).toBe(true);
});

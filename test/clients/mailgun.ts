import {createSuppressionLists} from '../../src/clients/mailgun/suppression-lists.ts';
import type {SimulatedAnswer} from '../../src/sandbox/http.ts';
import type {SuppressionLists} from '../../src/workflows/ports.ts';
import {type Account, domain, keys, openAccount, portalDomain} from '../sandbox/mailgun/account.ts';
import {openServer, type TestServer} from './server.ts';

/** Our client before a server that gives one raw answer to everything. */
export async function openRaw(answer: SimulatedAnswer, apiKey = 'key-support'): Promise<{server: TestServer; lists: SuppressionLists}> {
	const server = await openServer(() => answer);
	const access = {baseUrl: server.origin, apiKey, sendingDomains: [domain, portalDomain], send: server.transport()};
	return {server, lists: createSuppressionLists(access)};
}

/** Our client before the simulated Mailgun, as the support role. */
export async function openMailgun(): Promise<Account & {readonly lists: SuppressionLists; readonly server: TestServer}> {
	const account = await openAccount();
	const server = await openServer();
	const access = {
		baseUrl: account.mailgun.origin,
		apiKey: keys.support,
		sendingDomains: [domain, portalDomain],
		send: server.transport({origins: [account.mailgun.origin]}),
	};
	return {...account, server, lists: createSuppressionLists(access)};
}

import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tellStories} from '../../src/sandbox/stories.ts';
import {createWorld} from '../../src/sandbox/world.ts';

/**
 * The simulated outside world in a process of its own, so that its work is not counted as the bot's or the load's.
 * In front of its Slack stands a door that takes every answer to a command at once: the load asks by itself, so Slack knows no such command.
 */
const world = await createWorld();
tellStories(world);
const door = createServer((request, response) => {
	if (request.url?.startsWith('/commands/')) {
		request.resume();
		request.once('end', () => response.end('ok'));
		return;
	}
	const pass = async () => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const headers = {authorization: String(request.headers.authorization), 'content-type': String(request.headers['content-type'])};
		const answer = await fetch(`${world.slack.origin}${request.url}`, {method: 'POST', headers, body: Buffer.concat(chunks)});
		response.writeHead(answer.status, {'content-type': 'application/json'}).end(await answer.text());
	};
	void pass();
});
door.listen(0, '127.0.0.1', () => {
	const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
	process.stdout.write(`${JSON.stringify({url, environment: {...world.environment, SLACK_API_URL: `${url}/api/`}})}\n`);
});
// From now on no service answers anything.
process.once('SIGUSR2', () => {
	for (const service of ['slack', 'mailgun', 'gitlab'] as const) world.faults.add({service, fault: 'hang'});
});
process.once('SIGTERM', () => process.exit(0));

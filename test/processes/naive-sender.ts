import {readdirSync, readFileSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

/**
 * How not to send: reads what is approved, sends it, and only then writes down that it was sent. After a crash it sends whatever is not
 * written down. The harness has to notice that: `naive-sender.ts FOLDER ORIGIN KEY`.
 */
const [, , folder = '', origin = '', key = ''] = process.argv;
const authorization = `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;

process.stdout.write(`${JSON.stringify({msg: 'listening', url: ''})}\n`);
for (;;) {
	for (const name of readdirSync(folder).filter((file) => file.endsWith('.approved'))) {
		const file = join(folder, name);
		const {path, to} = JSON.parse(readFileSync(file, 'utf8')) as {readonly path: string; readonly to: string};
		const body = new FormData();
		body.set('to', to);
		const answer = await fetch(`${origin}${path}`, {method: 'POST', headers: {authorization}, body});
		if (answer.ok) renameSync(file, file.replace(/approved$/, 'sent'));
	}
	await delay(10);
}

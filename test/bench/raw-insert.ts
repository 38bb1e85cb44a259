import {createHash, createHmac, timingSafeEqual} from 'node:crypto';
import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import pg from 'pg';

/** The control: node:http that checks the same signature, writes the same row, and answers. */
const pool = new pg.Pool({connectionString: process.env.DATABASE_URL, max: 8});
const secret = process.env.SLACK_SIGNING_SECRET ?? '';

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

function isSigned({headers}: IncomingMessage, body: Buffer): boolean {
	const expected = createHmac('sha256', secret).update(`v0:${headers['x-slack-request-timestamp']}:`).update(body).digest('hex');
	const given = Buffer.from(String(headers['x-slack-signature']));
	const wanted = Buffer.from(`v0=${expected}`);
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const insert = `insert into inbox (key, state, owner, lease_until) values ($1, 'done', 'control', now() + interval '10 seconds') on conflict do nothing`;

const server = createServer((request, response) => {
	void readBody(request).then(async (body) => {
		if (!isSigned(request, body)) return response.writeHead(401).end();
		await pool.query(insert, [createHash('sha256').update(body).digest('hex')]);
		return response.writeHead(200).end();
	});
});
server.listen(0, '127.0.0.1', () => {
	process.stdout.write(`${JSON.stringify({url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`})}\n`);
});
process.once('SIGTERM', () => process.exit(0));

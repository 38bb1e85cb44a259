import {createHmac} from 'node:crypto';
import {type OutgoingHttpHeaders, request} from 'node:http';
import {connect, type Socket} from 'node:net';

export const form = 'application/x-www-form-urlencoded';
export const json = 'application/json';

export interface Parcel {
	readonly method?: string;
	readonly path?: string;
	readonly headers?: OutgoingHttpHeaders;
	readonly body?: string | Buffer;
}

/** Sends exactly these headers and bytes. Resolves with the status, or 0 when the connection was cut without an answer. */
export function post(url: string, {method = 'POST', path = '/slack/events', headers = {}, body}: Parcel): Promise<number> {
	return new Promise((resolve) => {
		const sending = request(url, {method, path, headers, agent: false}, (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		});
		sending.on('error', () => resolve(0));
		sending.end(body);
	});
}

export const seconds = () => Math.floor(Date.now() / 1000);

export function signature(secret: string, timestamp: string, body: string | Buffer): string {
	return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** Signed as Slack signs, whatever the body and the type are. */
export function signed(secret: string, body: string | Buffer, type: string | undefined = form): Parcel {
	const timestamp = String(seconds());
	const marks = {'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature(secret, timestamp, body)};
	return {body, headers: type === '' ? marks : {'content-type': type, ...marks}};
}

/** A connection on which these bytes are sent and nothing else. */
export function trickle(url: string, bytes: string): Socket {
	const {hostname, port} = new URL(url);
	const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
	// A reset is one of the answers that such a connection may get.
	socket.on('error', () => {});
	return socket;
}

/** The beginning of a request of which no more will come: of its headers, or of its body. */
export function endless(at: number): string {
	const head = 'POST /slack/events HTTP/1.1\r\nHost: x\r\n';
	return at % 2 === 0 ? head : `${head}Content-Length: 100\r\n\r\nx`;
}

/** All that came back until the other side ended the connection. */
export function untilClosed(socket: Socket): Promise<string> {
	let text = '';
	socket.on('data', (chunk) => {
		text += String(chunk);
	});
	return new Promise((resolve) => socket.once('close', () => resolve(text)));
}

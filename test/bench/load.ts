import {Agent, request} from 'node:http';
import {signedHeaders} from '../support/sign.ts';

export interface Target {
	/** Where Slack would deliver. */
	readonly url: string;
	readonly secret: string;
}

export interface Body {
	readonly type: string;
	readonly text: string;
}

/** Requests in a row over so many connections for so long; returns answered ones per second. Anything but a 200 throws. */
export async function throughput(target: Target, connections: number, milliseconds: number, body: () => Body): Promise<number> {
	const agent = new Agent({keepAlive: true, maxSockets: connections});
	const end = performance.now() + milliseconds;
	let answered = 0;
	const worker = async () => {
		while (performance.now() < end) {
			await deliver(target, body(), agent);
			answered += 1;
		}
	};
	const start = performance.now();
	await Promise.all(Array.from({length: connections}, worker));
	agent.destroy();
	return (answered * 1000) / (performance.now() - start);
}

/** Requests at a steady rate, whether answered or not; returns how long each answer took, in milliseconds. */
export async function steadily(target: Target, rate: number, milliseconds: number, body: () => Body): Promise<readonly number[]> {
	const agent = new Agent({keepAlive: true, maxSockets: 256});
	const start = performance.now();
	const answers: Promise<number>[] = [];
	await new Promise<void>((resolve) => {
		const timer = setInterval(() => {
			const due = Math.floor(((performance.now() - start) * rate) / 1000);
			while (answers.length < due) answers.push(deliver(target, body(), agent));
			if (performance.now() - start < milliseconds) return;
			clearInterval(timer);
			resolve();
		}, 2);
	});
	const taken = await Promise.all(answers);
	agent.destroy();
	return taken;
}

/** One signed delivery; resolves with the time until its answer was read. */
export function deliver({url, secret}: Target, {type, text}: Body, agent?: Agent): Promise<number> {
	const start = performance.now();
	return new Promise((resolve, reject) => {
		const headers = {...signedHeaders(secret, text, type), 'content-length': Buffer.byteLength(text)};
		const outgoing = request(url, {method: 'POST', headers, ...(agent === undefined ? {} : {agent})}, (answer) => {
			answer.resume();
			answer.once('end', () => {
				if (answer.statusCode === 200) resolve(performance.now() - start);
				else reject(new Error(`the answer was ${answer.statusCode}`));
			});
		});
		outgoing.once('error', reject);
		outgoing.end(text);
	});
}

let count = 0;

function unique(): string {
	count += 1;
	return `${process.pid}-${Date.now()}-${count}`;
}

/** An event that nobody listens to: received, recorded, acknowledged. */
export function unheardEvent(): Body {
	const event = {type: 'event_callback', team_id: 'T0BRIGHT', event_id: `Ev${unique()}`, event: {type: 'team_rename', name: 'Brightwater'}};
	return {type: 'application/json', text: JSON.stringify(event)};
}

export function command(word: string, text: string, responseUrl: string): Body {
	const fields = {
		command: word,
		text,
		user_id: 'U0DANA',
		user_name: 'dana',
		team_id: 'T0BRIGHT',
		channel_id: 'C0SUPPORT',
		channel_name: 'support',
		response_url: responseUrl,
		trigger_id: unique(),
		api_app_id: 'A0BENCH',
	};
	return {type: 'application/x-www-form-urlencoded', text: new URLSearchParams(fields).toString()};
}

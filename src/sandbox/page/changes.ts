import type {ServerResponse} from 'node:http';
import type {World} from '../world.ts';
import {startEvents} from './page-http.ts';

export interface Changes {
	/** Keeps the response open, and writes a `change` event whenever there is something to look at. */
	readonly listen: (response: ServerResponse) => void;
	readonly tell: () => void;
	/** Listens to the present world; cheap when it is still the same. */
	readonly follow: () => void;
	readonly close: () => void;
}

/** A burst of changes (a card is several) becomes one event. */
const togetherMs = 15;
const heartbeatMs = 15_000;

export function createChanges(world: () => World): Changes {
	const pages = new Set<ServerResponse>();
	let followed: {readonly world: World; readonly stop: () => void} | undefined;
	let timer: NodeJS.Timeout | undefined;
	const writeAll = (text: string) => {
		for (const page of pages) page.write(text);
	};
	const tell = () => {
		timer ??= setTimeout(() => {
			timer = undefined;
			follow();
			writeAll('event: change\ndata: \n\n');
		}, togetherMs);
	};
	const follow = () => {
		const now = world();
		if (followed?.world === now) return;
		followed?.stop();
		const stops = [now.slack.onChange(tell), now.mailgun.onChange(tell), now.gitlab.onChange(tell), now.zendesk.onChange(tell)];
		followed = {
			world: now,
			stop: () => {
				for (const stop of stops) stop();
			},
		};
	};
	const heartbeat = setInterval(() => writeAll(': still here\n\n'), heartbeatMs);
	heartbeat.unref();
	follow();
	return {
		listen: (response) => {
			startEvents(response);
			response.write('retry: 1000\n\n');
			pages.add(response);
			response.on('close', () => pages.delete(response));
		},
		tell,
		follow,
		close: () => {
			clearTimeout(timer);
			clearInterval(heartbeat);
			followed?.stop();
			for (const page of pages) page.end();
		},
	};
}

import {createHash} from 'node:crypto';
import type {App, ReceiverEvent} from '@slack/bolt';
import type {Logger} from './logger.ts';
import type {Inbox} from './store/inbox.ts';

/**
 * Commit first, acknowledge second. Every delivery, by HTTP or Socket Mode, passes here on its way to Bolt:
 * it is taken into the inbox once, whoever repeats it; what must not be lost is resumed by a living process
 * when its owner is gone.
 */
export interface Intake {
	/** To be given to the receiver in place of the app. */
	readonly processEvent: (event: ReceiverEvent) => Promise<void>;
	/** Carries out what killed processes left behind; resolves with how many. */
	readonly resume: () => Promise<number>;
	/** Starts renewing leases and looking for what was left behind. */
	readonly start: () => void;
	/** Takes nothing more, and waits for what is under way. */
	readonly drain: (withinMs: number) => Promise<void>;
}

export interface IntakeOptions {
	readonly app: Pick<App, 'processEvent'>;
	readonly inbox: Inbox;
	/** Whether this action or callback id must survive a crash. */
	readonly isDurable: (id: string) => boolean;
	/** Acknowledges with an honest word when nothing could be recorded in time; `withdrawn` tells later that nothing will be done. */
	readonly refuse: (event: ReceiverEvent, withdrawn: Promise<boolean>) => Promise<void>;
	readonly logger: Logger;
}

/** Slack waits three seconds for the acknowledgement; the record gets the first part of them. */
const recordWithin = 2000;
const resumeEvery = 3000;

export function createIntake(options: IntakeOptions): Intake {
	const {app, inbox, logger} = options;
	const underWay = new Set<Promise<void>>();
	const leased = new Set<string>();
	const carriedOut = new Set<string>();
	let timer: NodeJS.Timeout | undefined;

	function track(work: Promise<void>): Promise<void> {
		underWay.add(work);
		void work.finally(() => underWay.delete(work)).catch(() => {});
		return work;
	}

	async function carryOut(event: ReceiverEvent, key: string, durable: boolean): Promise<void> {
		if (!durable) return app.processEvent(withDelivery(event, key));
		leased.add(key);
		try {
			// What a listener throws past its failure boundary, it would throw again whenever it is resumed.
			await app.processEvent(withDelivery(event, key)).finally(() => finish(key));
		} finally {
			leased.delete(key);
		}
	}

	/** What was carried out, and answered, is not resumed later only because the database did not take note of its end. */
	async function finish(key: string): Promise<void> {
		carriedOut.add(key);
		await inbox.finish(key);
		carriedOut.delete(key);
	}

	async function take(event: ReceiverEvent): Promise<void> {
		const key = keyOf(event);
		const durable = options.isDurable(idOf(event.body));
		const taken = await recorded(inbox.take(key, durable ? withoutSecrets(event.body) : undefined));
		if (taken === 'taken') return carryOut(event, key, durable);
		if (taken === 'repeated') return event.ack();
		logger.error({reference: key.slice(0, 8)}, 'a delivery could not be recorded');
		return options.refuse(
			event,
			inbox.withdraw(key).catch(() => true),
		);
	}

	async function resume(): Promise<number> {
		const left = await inbox.adopt();
		for (const {key, body} of left) {
			logger.warn({reference: key.slice(0, 8)}, 'resuming a delivery that was acknowledged but not finished');
			void track(carryOut({body, ack: async () => {}, customProperties: {isResumed: true}}, key, true)).catch((error: unknown) =>
				logger.error({err: error}, 'resuming failed'),
			);
		}
		return left.length;
	}

	async function beat(): Promise<void> {
		await Promise.all([...carriedOut].map(finish));
		await inbox.renew([...leased]);
		await resume();
	}

	return {
		processEvent: (event) => track(take(event)),
		resume,
		start: () => {
			timer = setInterval(() => {
				void beat().catch((error: unknown) => logger.warn({err: error}, 'the inbox could not be read'));
			}, resumeEvery);
			timer.unref();
		},
		drain: async (withinMs) => {
			clearInterval(timer);
			const limit = new Promise<'late'>((resolve) => {
				setTimeout(() => resolve('late'), withinMs).unref();
			});
			while (underWay.size > 0) {
				const all = Promise.allSettled([...underWay]).then(() => 'done' as const);
				if ((await Promise.race([all, limit])) !== 'done') return;
			}
		},
	};
}

async function recorded(taking: Promise<boolean>): Promise<'taken' | 'repeated' | 'not-recorded'> {
	const limit = new Promise<undefined>((resolve) => {
		setTimeout(() => resolve(undefined), recordWithin).unref();
	});
	const taken = await Promise.race([taking.catch(() => undefined), limit]);
	return taken === undefined ? 'not-recorded' : taken ? 'taken' : 'repeated';
}

/** Events carry an id; everything else is known by its bytes, which hold a trigger id used once. */
function keyOf(event: ReceiverEvent): string {
	const body = event.body as {readonly type?: unknown; readonly event_id?: unknown};
	if (body.type === 'event_callback' && typeof body.event_id === 'string') return `event:${body.event_id.slice(0, 100)}`;
	const bytes = event.customProperties?.rawBody;
	return createHash('sha256')
		.update(Buffer.isBuffer(bytes) ? bytes : JSON.stringify(event.body))
		.digest('hex');
}

function idOf(body: Record<string, unknown>): string {
	const {type, actions, view} = body as {type?: unknown; actions?: readonly {action_id?: unknown}[]; view?: {callback_id?: unknown}};
	const id = type === 'block_actions' ? actions?.[0]?.action_id : type === 'view_submission' ? view?.callback_id : undefined;
	return typeof id === 'string' ? id : '';
}

/** The old verification token is a secret, and nobody reads it. */
function withoutSecrets(body: Record<string, unknown>): Record<string, unknown> {
	const {token: _token, ...rest} = body;
	return rest;
}

function withDelivery(event: ReceiverEvent, delivery: string): ReceiverEvent {
	return {...event, customProperties: {delivery, isResumed: event.customProperties?.isResumed === true}};
}

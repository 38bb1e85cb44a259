import type {View} from '@slack/types';
import type {Clock} from '../../model/clock.ts';
import {createNotifier, type Notifier} from './notifier.ts';
import type {ApiCall, ResponseUrlUse, SlackChannel, SlackFile, SlackMessage, SlackPerson} from './types.ts';
import type {StateValues} from './view-values.ts';

export interface UserGroup {
	readonly id: string;
	readonly handle: string;
	readonly members: readonly string[];
}

export interface ResponseUrl {
	readonly url: string;
	/** A command's answers cannot be replaced; those of a click on a message replace that message. */
	readonly kind: 'commands' | 'actions' | 'shortcuts';
	readonly channel: string;
	readonly user: string;
	readonly messageTs?: string;
	/** By the handed clock, in milliseconds. */
	readonly expiresAt: number;
	uses: number;
}

export interface Trigger {
	readonly user: string;
	/** Of the monotonic clock: moving the sandbox's time must not kill a trigger that is in the air. */
	readonly issuedAt: number;
	/** The open view whose button or submission gave it. */
	readonly viewId?: string;
	used: boolean;
}

interface Upload {
	readonly file: Omit<SlackFile, 'content'>;
	readonly length: number;
	content?: string;
}

/** A view that somebody has on the screen: a modal of the stack, or an App Home. */
export interface OpenView {
	readonly id: string;
	readonly user: string;
	readonly rootId: string;
	readonly previousId: string | undefined;
	hash: string;
	content: View;
	errors: Readonly<Record<string, string>>;
	/** What the person typed or chose, over the initial values. */
	entered: StateValues;
}

interface Identity {
	readonly teamId: string;
	readonly teamDomain: string;
	readonly appId: string;
	readonly botId: string;
	readonly botUserId: string;
	readonly verificationToken: string;
}

export interface SlackState extends Notifier {
	readonly identity: Identity;
	readonly clock: Clock;
	readonly signingSecret: string;
	readonly botToken: string;
	readonly appToken: string | undefined;
	readonly scopes: readonly string[];
	readonly people: Map<string, SlackPerson>;
	readonly channels: Map<string, SlackChannel>;
	readonly groups: Map<string, UserGroup>;
	messages: SlackMessage[];
	readonly triggers: Map<string, Trigger>;
	readonly responseUrls: Map<string, ResponseUrl>;
	readonly uploads: Map<string, Upload>;
	readonly socketTickets: Set<string>;
	/** Open modals by person, the visible one last. */
	readonly modals: Map<string, OpenView[]>;
	readonly homes: Map<string, OpenView>;
	/** Whether the app's settings give it a Home tab. */
	hasHomeTab: boolean;
	readonly apiCalls: ApiCall[];
	readonly responseUrlUses: ResponseUrlUse[];
	readonly complaints: string[];
	readonly deliveries: {readonly contentType: string; readonly rawBody: string}[];
	/** `http://127.0.0.1:PORT`, known once the server listens. */
	origin: string;
	requestUrl: string | undefined;
	readonly complain: (complaint: string) => void;
	/** Strictly increasing, in the seconds of the handed clock. */
	readonly nextTs: () => string;
	readonly nextId: (prefix: string) => string;
}

export interface StateOptions {
	readonly clock: Clock;
	readonly signingSecret: string;
	readonly botToken: string;
	readonly appToken?: string;
	readonly scopes: readonly string[];
	readonly teamId?: string;
}

export function createState(options: StateOptions): SlackState {
	const complaints: string[] = [];
	const notifier = createNotifier();
	let lastTick = 0;
	let lastId = 0;
	return {
		...notifier,
		identity: {
			teamId: options.teamId ?? 'T0SANDBOX',
			teamDomain: 'sandbox',
			appId: 'A0REDELIVER',
			botId: 'B0REDELIVER',
			botUserId: 'U0REDELIVER',
			verificationToken: 'verification-token-of-the-sandbox',
		},
		clock: options.clock,
		signingSecret: options.signingSecret,
		botToken: options.botToken,
		appToken: options.appToken,
		scopes: options.scopes,
		people: new Map(),
		channels: new Map(),
		groups: new Map(),
		messages: [],
		triggers: new Map(),
		responseUrls: new Map(),
		uploads: new Map(),
		socketTickets: new Set(),
		modals: new Map(),
		homes: new Map(),
		hasHomeTab: true,
		apiCalls: [],
		responseUrlUses: [],
		complaints,
		deliveries: [],
		origin: '',
		requestUrl: undefined,
		complain: (complaint) => {
			complaints.push(complaint);
			notifier.changed();
		},
		nextTs: () => {
			// Slack counts in steps of 100 microseconds within a second.
			lastTick = Math.max(lastTick + 1, Math.floor(options.clock().getTime() / 1000) * 10_000 + 1);
			return `${Math.floor(lastTick / 10_000)}.${String((lastTick % 10_000) * 100).padStart(6, '0')}`;
		},
		nextId: (prefix) => {
			lastId += 1;
			return `${prefix}${lastId.toString(36).toUpperCase().padStart(8, '0')}`;
		},
	};
}

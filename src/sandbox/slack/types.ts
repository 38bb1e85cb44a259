import type {KnownBlock, View} from '@slack/types';

/** A person of the simulated workspace, with the flags that `users.info` tells. */
export interface SlackPerson {
	readonly id: string;
	/** Handle without @. */
	readonly name: string;
	readonly realName: string;
	readonly teamId: string;
	/** What the person is in the story, for the sandbox page ("Support agent"). */
	readonly role?: string;
	readonly isBot?: boolean;
	readonly deleted?: boolean;
	readonly isRestricted?: boolean;
	readonly isUltraRestricted?: boolean;
	readonly isStranger?: boolean;
	/** Enterprise Grid: `users.info` shows the org id as team id and the workspaces here. */
	readonly enterpriseUser?: {readonly enterpriseId: string; readonly teams: readonly string[]};
}

export interface SlackChannel {
	readonly id: string;
	/** Without #. */
	readonly name: string;
	readonly kind: 'public' | 'private' | 'im';
	readonly members: readonly string[];
	readonly isExtShared?: boolean;
}

/** A file that was uploaded and shared with the message. */
export interface SlackFile {
	readonly id: string;
	readonly name: string;
	readonly title: string;
	/** The uploaded bytes, read as UTF-8. */
	readonly content: string;
}

export interface SlackMessage {
	readonly ts: string;
	readonly channel: string;
	readonly threadTs?: string;
	/** Person id or the bot's user id. */
	readonly user: string;
	readonly text: string;
	readonly blocks: readonly KnownBlock[];
	/** Set: only this person sees it. */
	readonly ephemeralFor?: string;
	readonly edited: boolean;
	readonly files?: readonly SlackFile[];
}

export interface SlackModal {
	readonly id: string;
	readonly hash: string;
	readonly view: View;
	/** Messages at the fields after a refused submission, keyed by block id. */
	readonly errors: Readonly<Record<string, string>>;
}

/** What came back from the bot on one delivery (HTTP status and body of the ack, or the Socket Mode ack). */
export interface Delivery {
	/** HTTP status; 200 for a Socket Mode ack; 0 when the bot could not be reached or did not ack within 3 s. */
	readonly status: number;
	readonly body: unknown;
	readonly ms: number;
	/** What Slack would show the person when the ack is missing or wrong, e.g. "/suppression failed with the error …". */
	readonly failure?: string;
}

export interface ApiCall {
	readonly at: Date;
	readonly method: string;
	readonly args: Readonly<Record<string, unknown>>;
	/** `ok`, or Slack's error code. */
	readonly outcome: string;
}

/** One use of a response URL, as received. */
export interface ResponseUrlUse {
	readonly at: Date;
	readonly url: string;
	readonly body: unknown;
	readonly status: number;
}

/** One person at the keyboard: what they can do, and what they see. */
export interface SlackActor {
	readonly person: SlackPerson;
	/** The command word as typed (`/suppression`), and what follows. */
	readonly command: (channelId: string, command: string, text: string) => Promise<Delivery>;
	/** All messages of a channel that this person sees, ephemeral ones and thread replies included, oldest first. */
	readonly messages: (channelId: string) => readonly SlackMessage[];
	/** Presses a button (by its text or action id) or chooses an option; a button with a confirm dialog needs `confirm: true`. */
	readonly click: (
		message: SlackMessage,
		button: string,
		options?: {readonly confirm?: boolean; readonly nth?: number},
	) => Promise<Delivery>;
	/** A button or an option inside the open modal, or on App Home when no modal is open. */
	readonly clickInModal: (button: string, options?: {readonly confirm?: boolean; readonly nth?: number}) => Promise<Delivery>;
	/** Fills inputs of the open modal by label, as `submit` does, without submitting. */
	readonly fill: (values: Readonly<Record<string, string | readonly string[]>>) => void;
	readonly modal: () => SlackModal | undefined;
	/** Fills the inputs of the open modal by label (text, or option texts) and submits it. Errors at fields come back on `modal().errors`. */
	readonly submit: (values: Readonly<Record<string, string | readonly string[]>>) => Promise<Delivery>;
	readonly closeModal: () => Promise<void>;
	readonly globalShortcut: (callbackId: string) => Promise<Delivery>;
	readonly messageShortcut: (callbackId: string, message: SlackMessage) => Promise<Delivery>;
	/** An ordinary message of this person. */
	readonly say: (channelId: string, text: string, threadTs?: string) => SlackMessage;
	/** Opens one of the app's tabs; Slack tells the app of both. */
	readonly openHome: (tab?: 'home' | 'messages') => Promise<Delivery>;
	readonly home: () => View | undefined;
}

export interface SlackSimulator {
	readonly origin: string;
	/** For `SLACK_API_URL`: ends with `/api/`. */
	readonly apiUrl: string;
	readonly botUserId: string;
	readonly teamId: string;
	/** Where to deliver: the bot's `POST /slack/events`. Without it deliveries go to Socket Mode connections. */
	readonly deliverTo: (requestUrl: string | undefined) => void;
	readonly addPerson: (person: SlackPerson) => void;
	/** Replaces flags of a person, e.g. deactivates. */
	readonly changePerson: (id: string, change: Partial<SlackPerson>) => void;
	readonly addChannel: (channel: SlackChannel) => void;
	readonly setUserGroup: (id: string, handle: string, members: readonly string[]) => void;
	/** What the app's settings say. */
	readonly setHomeTab: (isEnabled: boolean) => void;
	readonly people: () => readonly SlackPerson[];
	readonly userGroups: () => readonly {readonly id: string; readonly handle: string}[];
	readonly channels: () => readonly SlackChannel[];
	readonly as: (personId: string) => SlackActor;
	/** Everything in a channel, whoever sees it. */
	readonly allMessages: (channelId: string) => readonly SlackMessage[];
	readonly apiCalls: () => readonly ApiCall[];
	readonly responseUrlUses: () => readonly ResponseUrlUse[];
	/** Refusals for content that the real Slack would refuse (limits, shapes, scopes): a test fails on any. */
	readonly complaints: () => readonly string[];
	/** Called after every change that somebody could see. Returns the unsubscriber. */
	readonly onChange: (listener: () => void) => () => void;
	/** Resolves with the first truthy value of `look`, asked again after every change; rejects after `withinMs` (default 5,000). */
	readonly until: <T>(look: () => T | undefined | false, withinMs?: number) => Promise<T>;
	/** Delivers an already built payload, signed now: duplicates, recorded bodies, tampered fields. */
	readonly deliverRaw: (contentType: string, rawBody: string, headers?: Readonly<Record<string, string>>) => Promise<Delivery>;
	/** How many Socket Mode connections are open. */
	readonly connections: () => number;
	/** Socket Mode: tells every connected app to reconnect, as Slack does now and then. */
	readonly recycleConnections: () => void;
	/** Raw bodies of all deliveries so far, oldest first. */
	readonly deliveries: () => readonly {readonly contentType: string; readonly rawBody: string}[];
	readonly close: () => Promise<void>;
}

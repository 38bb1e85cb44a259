import type {RequestListener} from 'node:http';
import {App, HTTPReceiver, type LogLevel, type Receiver, type ReceiverEvent, SocketModeReceiver} from '@slack/bolt';
import type {WebClient} from '@slack/web-api';
import type {Logger} from './logger.ts';
import {type ApprovalDeps, listenForApproval} from './slack/approval/command.ts';
import {type BulkConversationDeps, listenForBulkRemoval} from './slack/bulk/command.ts';
import {type ConfirmDeps, listenForConfirm} from './slack/confirm/command.ts';
import {type EscalationConversationDeps, listenForEscalation} from './slack/escalation/command.ts';
import {createGuard} from './slack/guard.ts';
import {type HomeConversationDeps, listenForHome} from './slack/home/command.ts';
import {createListen} from './slack/listen.ts';
import {type LogDeps, listenForLog} from './slack/log/command.ts';
import {listenForPins, type PinConversationDeps} from './slack/pin/command.ts';
import {listenForPortal, type PortalConversationDeps} from './slack/portal/command.ts';
import {listenForPreview} from './slack/preview/command.ts';
import {listenForResend, type ResendConversationDeps} from './slack/resend/command.ts';
import {listenForSharing, type SharingDeps} from './slack/sharing/command.ts';
import {listenForShortcuts} from './slack/shortcuts/command.ts';
import {listenForSuppression, type SuppressionDeps} from './slack/suppression/command.ts';
import {listenForSweep} from './slack/sweep/command.ts';
import {listenForNotes, type NoteConversationDeps} from './slack/ticket/note.ts';
import {listenForReplies, type ReplyConversationDeps} from './slack/ticket/reply.ts';
import {listenForWatch} from './slack/watch/command.ts';
import type {Announcements, Directory, Sweeps} from './workflows/ports.ts';
import type {PreviewDeps} from './workflows/preview-message.ts';

/** How deliveries come in. */
export type Door =
	| {readonly kind: 'http'; readonly signingSecret: string}
	| {readonly kind: 'socket'; readonly appToken: string; readonly clientOptions: object};

export interface Services
	extends SuppressionDeps,
		ConfirmDeps,
		PortalConversationDeps,
		EscalationConversationDeps,
		PinConversationDeps,
		NoteConversationDeps,
		ReplyConversationDeps,
		LogDeps,
		PreviewDeps,
		ResendConversationDeps,
		ApprovalDeps,
		BulkConversationDeps,
		HomeConversationDeps,
		SharingDeps {
	readonly directory: Directory;
	readonly announcements: Announcements;
	readonly sweeps: Sweeps;
	readonly web: WebClient;
	readonly botToken: string;
	readonly identity: {readonly teamId: string; readonly botUserId: string; readonly botId: string | undefined};
	readonly postAnswer: (url: string, message: object) => Promise<void>;
	readonly logger: Logger;
}

export interface Built {
	readonly app: App;
	/** Puts the intake between the receiver and the app. */
	readonly passThrough: (processEvent: (event: ReceiverEvent) => Promise<void>) => void;
	/** HTTP only: what the front door hands requests to. */
	readonly listener: RequestListener | undefined;
	/** Socket Mode only: connects, disconnects. */
	readonly connect: () => Promise<void>;
	readonly disconnect: () => Promise<void>;
}

/** Bolt with our guard, our failure boundary, and the list of conversations. */
export function createApp(door: Door, services: Services): Built {
	const logger = boltLogger(services.logger);
	const receiver = createReceiver(door, logger);
	const {botToken, identity} = services;
	const app = new App({
		receiver,
		logger,
		convoStore: false,
		authorize: async () => ({
			botToken,
			teamId: identity.teamId,
			botUserId: identity.botUserId,
			...(identity.botId === undefined ? {} : {botId: identity.botId}),
		}),
	});
	const log = services.logger;
	const guard = createGuard({directory: services.directory, audit: services.audit});
	const listen = createListen({app, web: services.web, guard, postAnswer: services.postAnswer, log});
	listenForSuppression(listen, services);
	listenForConfirm(listen, services);
	listenForEscalation(listen, services);
	listenForPins(listen, services);
	listenForNotes(listen, services);
	listenForReplies(listen, services);
	listenForPortal(listen, services);
	listenForShortcuts(listen, services);
	listenForLog(listen, services);
	listenForPreview(listen, services);
	listenForResend(listen, services);
	listenForApproval(listen, services);
	listenForBulkRemoval(listen, services);
	listenForSweep(listen, services);
	listenForWatch(listen, services);
	listenForSharing(listen, services);
	listenForHome(listen, services);
	listen.everythingElse();
	return {
		app,
		passThrough: (processEvent) => receiver.init(Object.assign(Object.create(app), {processEvent})),
		listener: receiver instanceof HTTPReceiver ? receiver.requestListener : undefined,
		connect: async () => {
			if (receiver instanceof SocketModeReceiver) await receiver.start();
		},
		disconnect: async () => {
			if (receiver instanceof SocketModeReceiver) await receiver.stop();
		},
	};
}

function createReceiver(door: Door, logger: ReturnType<typeof boltLogger>): Receiver & (HTTPReceiver | SocketModeReceiver) {
	if (door.kind === 'http') {
		return new HTTPReceiver({
			signingSecret: door.signingSecret,
			endpoints: ['/slack/events'],
			logger,
			customPropertiesExtractor: (request) => ({rawBody: request.rawBody}),
		});
	}
	return new SocketModeReceiver({appToken: door.appToken, logger, installerOptions: {clientOptions: door.clientOptions}});
}

/** Bolt and its clients print whole bodies at debug level; they are kept one level quieter than we are. */
function boltLogger(logger: Logger) {
	const child = logger.child({source: 'bolt'});
	const write =
		(level: 'info' | 'warn' | 'error') =>
		(...messages: unknown[]) =>
			child[level](messages.map(String).join(' '));
	return {
		debug: () => {},
		info: () => {},
		warn: write('warn'),
		error: write('error'),
		setLevel: () => {},
		getLevel: () => 'info' as LogLevel,
		setName: () => {},
	};
}

import {randomBytes, randomUUID} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {WebAPIPlatformError, type WebClient} from '@slack/web-api';
import {createApp, type Door} from './app.ts';
import {createAccounts} from './clients/gitlab/accounts.ts';
import type {Send} from './clients/http.ts';
import {createDeliveryLog} from './clients/mailgun/log.ts';
import {createSuppressionLists} from './clients/mailgun/suppression-lists.ts';
import {createDirectory, type SlackIdentity} from './clients/slack-directory/directory.ts';
import {createAnswering, identify, slackClientOptions} from './clients/slack-directory/web.ts';
import {type Config, ConfigurationError} from './config.ts';
import {createFrontDoor, type FrontDoor} from './front-door.ts';
import {createIntake, type Intake} from './intake.ts';
import {checkpointQueue, createCheckpointJob} from './jobs/checkpoint.ts';
import {createHousekeepingJob} from './jobs/housekeeping.ts';
import {createRounds, type Rounds} from './jobs/rounds.ts';
import type {Logger} from './logger.ts';
import {createMetrics, type Metrics} from './metrics.ts';
import type {Clock} from './model/clock.ts';
import {type MailKindRow, mailKindsFile, usualMailKinds} from './model/mail-kind.ts';
import {buildClients, type Clients} from './outside.ts';
import {createPages} from './pages.ts';
import {buildResending, forgetResending} from './resending.ts';
import {isDurable} from './slack/ids.ts';
import {createRefusal} from './slack/unrecorded.ts';
import {createAuditStore} from './store/audit-trail.ts';
import {type Database, type DatabasePlace, openDatabase, prepareSchema} from './store/database.ts';
import {createDialogs, forgetDialogs} from './store/dialogs.ts';
import {createInbox, forgetDeliveries} from './store/inbox.ts';
import {createJobs, type Jobs} from './store/jobs.ts';
import {createRemovals, forgetRemovals} from './store/removals.ts';
import {createGather, type DiagnosisSettings} from './workflows/gather-facts.ts';

export function databasePlace(config: Config): DatabasePlace {
	return config.DATABASE_URL === undefined ? {folder: config.DATA_DIR} : {url: config.DATABASE_URL};
}

/** The key of the trail: from the configuration, or for the embedded database made once and kept beside it. */
export function auditKey(config: Config): string {
	if (config.AUDIT_KEY !== undefined) return config.AUDIT_KEY;
	const file = join(config.DATA_DIR, 'audit.key');
	mkdirSync(config.DATA_DIR, {recursive: true});
	try {
		writeFileSync(file, randomBytes(32).toString('hex'), {flag: 'wx', mode: 0o600});
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
	return readFileSync(file, 'utf8').trim();
}

export interface StartOptions {
	readonly config: Config;
	readonly logger: Logger;
	readonly clock?: Clock;
	/** Another place than the configuration's: the sandbox and the tests. */
	readonly place?: DatabasePlace;
	readonly jobsSchema?: string;
}

export interface RunningBot {
	readonly url: string;
	readonly metrics: Metrics;
	readonly database: Database;
	/** Takes nothing more, finishes what was acknowledged, closes. */
	readonly stop: () => Promise<void>;
}

/** Builds everything from the configuration, and starts it. */
export async function startBot(options: StartOptions): Promise<RunningBot> {
	const {config, logger} = options;
	const clock = options.clock ?? (() => new Date());
	const metrics = createMetrics();
	const database = await openDatabase(options.place ?? databasePlace(config));
	try {
		await prepareSchema(database);
		const clients = buildClients(config, clock, metrics);
		const identity = await identifyPatiently(clients.web, logger);
		return await assemble(options, {clock, metrics, database, clients, identity});
	} catch (error) {
		await database.close();
		throw error;
	}
}

interface Parts {
	readonly clock: Clock;
	readonly metrics: Metrics;
	readonly database: Database;
	readonly clients: Clients;
	readonly identity: SlackIdentity;
}

async function assemble(options: StartOptions, parts: Parts): Promise<RunningBot> {
	const {config, logger} = options;
	const {clock, metrics, database, clients, identity} = parts;
	const {db} = database;
	const jobs = createJobs(database.createBoss(options.jobsSchema ?? 'redeliver_jobs'), (error) =>
		logger.warn({err: error}, 'trouble with jobs'),
	);
	const audit = createAuditStore({
		db,
		key: auditKey(config),
		onCheckpoint: (transaction, checkpoint) => jobs.sendIn(transaction, checkpointQueue, checkpoint),
	});
	const directory = createDirectory({
		web: clients.web,
		identity,
		roles: {
			agents: config.SLACK_AGENTS,
			agentsGroup: config.SLACK_AGENTS_USERGROUP,
			managers: config.SLACK_MANAGERS,
			managersGroup: config.SLACK_MANAGERS_USERGROUP,
		},
		clock,
		onTrouble: (source, error) => logger.warn({source, err: error}, 'a source of people did not answer and contributes nobody'),
	});
	await refuseSharedApprovals(config, directory);
	const postAnswer = createAnswering(clients.slackSend);
	const mailgun = {
		baseUrl: config.MAILGUN_URL,
		apiKey: config.MAILGUN_API_KEY,
		sendingDomains: config.sendingDomains,
		send: clients.mailgunSend,
	};
	const settings = diagnosisSettings(config);
	const sources = {
		lists: createSuppressionLists(mailgun),
		log: createDeliveryLog(mailgun),
		accounts: createAccounts({baseUrl: config.GITLAB_URL, token: config.GITLAB_TOKEN, send: clients.gitlabSend, clock}),
	};
	const services = {
		...buildResending({config, clients, db, audit, key: auditKey(config), directory, kinds: settings.kinds, logger}),
		...sources,
		gather: createGather({...sources, clock, settings}),
		links: {gitlabUrl: config.GITLAB_URL},
		removals: createRemovals(db, audit),
		audit,
		dialogs: createDialogs(db),
		clock,
		directory,
		web: clients.web,
		botToken: config.SLACK_BOT_TOKEN,
		identity,
		postAnswer,
		logger,
	};
	const built = createApp(doorOf(config, clients.slackSend), services);
	const intake = createIntake({app: built.app, inbox: createInbox(db, randomUUID()), isDurable, refuse: createRefusal(postAnswer), logger});
	built.passThrough(intake.processEvent);
	const {announcements} = services;
	const rounds = createRounds({...services, onTrouble: (error, about) => logger.warn({err: error, about}, 'a round could not go on')});
	const housekeeping = {
		forget: async () => {
			await forgetDeliveries(db, config.RETENTION_DAYS);
			await forgetRemovals(db, config.RETENTION_DAYS);
			await forgetDialogs(db);
			await forgetResending(db, config.RETENTION_DAYS);
		},
		head: audit.head,
	};
	await jobs.start([createCheckpointJob({announcements}), createHousekeepingJob({housekeeping, announcements})]);
	const door = createFrontDoor({
		...(built.listener === undefined ? {} : {slack: {signingSecret: config.SLACK_SIGNING_SECRET ?? '', listener: built.listener}}),
		pages: createPages({metrics, database, isSlackWell: () => identify(clients.web).then(() => undefined), clock}),
		now: () => Date.now(),
		onRefusal: (status, reason) => {
			metrics.onRefusal(status);
			logger.info({status, reason}, 'turned away at the front door');
		},
	});
	await listen(door, config);
	await intake.resume();
	intake.start();
	rounds.start();
	await built.connect();
	const url = urlOf(door, config);
	logger.info({url}, 'listening');
	return {url, metrics, database, stop: () => stopAll({door, intake, jobs, rounds, database, disconnect: built.disconnect, logger})};
}

/** GitLab.com deletes unconfirmed accounts after three days. */
const usualDeletionDays = 3;

function diagnosisSettings(config: Config): DiagnosisSettings {
	return {
		sendingDomain: config.MAILGUN_DOMAIN,
		kinds: readMailKinds(config.MAIL_KINDS_FILE),
		deletionDays: config.UNCONFIRMED_DELETE_DAYS ?? usualDeletionDays,
		logDays: config.MAILGUN_LOG_DAYS,
	};
}

function readMailKinds(file: string | undefined): readonly MailKindRow[] {
	if (file === undefined) return usualMailKinds;
	try {
		return mailKindsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		throw new ConfigurationError([
			'MAIL_KINDS_FILE cannot be read: it is a JSON array of rows with domain, subject, kind, life and passes.',
		]);
	}
}

function doorOf(config: Config, send: Send): Door {
	return config.SLACK_APP_TOKEN === undefined
		? {kind: 'http', signingSecret: config.SLACK_SIGNING_SECRET ?? ''}
		: {kind: 'socket', appToken: config.SLACK_APP_TOKEN, clientOptions: slackClientOptions(config.SLACK_API_URL, send)};
}

/** A wrong token stops the start at once; a Slack that does not answer gets some seconds. */
async function identifyPatiently(web: WebClient, logger: Logger): Promise<SlackIdentity> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await identify(web);
		} catch (error) {
			if (error instanceof WebAPIPlatformError) {
				throw new ConfigurationError([
					`SLACK_BOT_TOKEN is not accepted by Slack (${error.data.error}). It is the bot token under OAuth & Permissions of your Slack app.`,
				]);
			}
			if (attempt === 5) throw error;
			logger.warn({attempt}, 'Slack does not answer yet');
			await delay(1000);
		}
	}
}

async function refuseSharedApprovals(
	config: Config,
	directory: {readonly isShared: (channel: string) => Promise<boolean | undefined>},
): Promise<void> {
	if (config.SLACK_APPROVALS_CHANNEL === undefined || (await directory.isShared(config.SLACK_APPROVALS_CHANNEL)) !== true) return;
	throw new ConfigurationError([
		'SLACK_APPROVALS_CHANNEL is shared with another organisation. Approvals need a channel of your own workspace.',
	]);
}

async function listen({server}: FrontDoor, config: Config): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(config.PORT, config.HOST, () => resolve());
	});
}

function urlOf({server}: FrontDoor, config: Config): string {
	const {port} = server.address() as AddressInfo;
	const host = config.HOST === '0.0.0.0' || config.HOST === '::' ? '127.0.0.1' : config.HOST;
	return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

interface Stopping {
	readonly door: FrontDoor;
	readonly intake: Intake;
	readonly jobs: Jobs;
	readonly rounds: Rounds;
	readonly database: Database;
	readonly disconnect: () => Promise<void>;
	readonly logger: Logger;
}

async function stopAll({door, intake, jobs, rounds, database, disconnect, logger}: Stopping): Promise<void> {
	door.shut();
	await disconnect();
	await Promise.all([intake.drain(8000), rounds.stop()]);
	await jobs.stop();
	door.server.closeAllConnections();
	await database.close();
	logger.info('stopped');
}

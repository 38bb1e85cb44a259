import {randomUUID} from 'node:crypto';
import type {AddressInfo} from 'node:net';
import {buildAccountDeeds} from './account-deeds.ts';
import {createApp} from './app.ts';
import {buildAutomating} from './automating.ts';
import type {SlackIdentity} from './clients/slack-directory/directory.ts';
import {createAnswering, identify} from './clients/slack-directory/web.ts';
import type {Config} from './config.ts';
import {auditKey, databasePlace} from './data-place.ts';
import {buildDiagnosing} from './diagnosing.ts';
import {createFrontDoor, type FrontDoor, type FrontDoorOptions} from './front-door.ts';
import {createHealth} from './health.ts';
import {createIntake, type Intake} from './intake.ts';
import {checkpointQueue, createCheckpointJob} from './jobs/checkpoint.ts';
import {createHousekeepingJob} from './jobs/housekeeping.ts';
import {createLimitAlertJob} from './jobs/limit-alert.ts';
import {createRounds, type Rounds} from './jobs/rounds.ts';
import {buildLimiting} from './limiting.ts';
import type {Logger} from './logger.ts';
import {createMetrics, type Metrics} from './metrics.ts';
import type {Clock} from './model/clock.ts';
import {buildClients, type Clients} from './outside.ts';
import {createPages} from './pages.ts';
import {buildPortal} from './portal.ts';
import {buildResending} from './resending.ts';
import {isDurable} from './slack/ids.ts';
import {createRefusal} from './slack/unrecorded.ts';
import {createAuditStore} from './store/audit-trail.ts';
import {createBulkRemovals} from './store/bulk-removals.ts';
import {type Database, type DatabasePlace, openDatabase, prepareSchema} from './store/database.ts';
import {createDialogs} from './store/dialogs.ts';
import {createHomes} from './store/homes.ts';
import {createInbox} from './store/inbox.ts';
import {createJobs, type Jobs, jobsSchema} from './store/jobs.ts';
import {createLookout} from './store/lookout.ts';
import {createRemovals} from './store/removals.ts';
import {forgetOld} from './store/retention.ts';
import {createScans} from './store/scans.ts';
import {createSweeps} from './store/sweeps.ts';
import {buildTicketing} from './ticketing.ts';
import type {Automation, Health} from './workflows/ports.ts';
import {buildDirectory, doorOf, identifyPatiently} from './workspace.ts';

export interface StartOptions {
	readonly config: Config;
	readonly logger: Logger;
	readonly clock?: Clock;
	/** Another place than the configuration's: the sandbox and the tests. */
	readonly place?: DatabasePlace;
	readonly jobsSchema?: string;
	/** Another pause between two messages in a channel than Slack's, in milliseconds: the tests. */
	readonly postPause?: number;
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
		const health = createHealth(config, clock);
		const clients = buildClients(config, clock, {
			onCall: (call) => {
				metrics.onCall(call);
				health.onCall(call);
			},
		});
		const identity = await identifyPatiently(clients.web, logger);
		return await assemble(options, {clock, metrics, health, database, clients, identity});
	} catch (error) {
		await database.close();
		throw error;
	}
}

interface Parts {
	readonly clock: Clock;
	readonly metrics: Metrics;
	readonly health: Health;
	readonly database: Database;
	readonly clients: Clients;
	readonly identity: SlackIdentity;
}

async function assemble(options: StartOptions, parts: Parts): Promise<RunningBot> {
	const {config, logger} = options;
	const {clock, metrics, health, database, clients, identity} = parts;
	const {db} = database;
	const jobs = createJobs(database.createBoss(options.jobsSchema ?? jobsSchema), (error) => logger.warn({err: error}, 'trouble with jobs'));
	const audit = createAuditStore({
		db,
		key: auditKey(config),
		onCheckpoint: (transaction, checkpoint) => jobs.sendIn(transaction, checkpointQueue, checkpoint),
	});
	const directory = await buildDirectory({config, clients, identity, clock, logger});
	const postAnswer = createAnswering(clients.slackSend);
	const diagnosing = buildDiagnosing({config, clients, clock});
	const resending = buildResending({
		config,
		clients,
		db,
		audit,
		key: auditKey(config),
		directory,
		kinds: diagnosing.kinds,
		logger,
		postPause: options.postPause,
	});
	const services = {
		...resending,
		...buildAutomating({config, db, audit, posting: resending.posting}),
		...diagnosing,
		...buildAccountDeeds({config, clients, db, audit, clock}),
		...buildLimiting({config, db, audit, jobs, metrics}),
		...buildPortal(config),
		...buildTicketing(config, clients.zendesk),
		removals: createRemovals(db, audit),
		bulkRemovals: createBulkRemovals(db, audit),
		bulkThreshold: config.BULK_APPROVAL_THRESHOLD,
		sweeps: createSweeps(db, audit),
		scans: createScans(db, audit),
		audit,
		dialogs: createDialogs(db),
		homes: createHomes(db),
		lookout: createLookout(db),
		health,
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
		forget: () => forgetOld(db, config.RETENTION_DAYS),
		head: audit.head,
	};
	await jobs.start([
		createCheckpointJob({announcements}),
		createHousekeepingJob({housekeeping, announcements}),
		createLimitAlertJob({announcements}),
	]);
	const door = createFrontDoor({
		...(built.listener === undefined ? {} : {slack: {signingSecret: config.SLACK_SIGNING_SECRET ?? '', listener: built.listener}}),
		...webhooksOf(config, services.automation),
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

function webhooksOf(config: Config, automation: Automation): Pick<FrontDoorOptions, 'webhooks'> {
	const {AUTOMATION: mode, ZENDESK_WEBHOOK_SECRET: secret} = config;
	if (mode === 'off' || secret === undefined) return {};
	return {webhooks: {secret, take: async ({delivery, ticket}) => void (await automation.receive(delivery, ticket))}};
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

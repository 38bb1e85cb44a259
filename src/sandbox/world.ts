import {createMovableClock, type MovableClock} from './clock.ts';
import {createFaultBoard, type FaultBoard} from './faults.ts';
import {createGitlabSimulator} from './gitlab/simulator.ts';
import type {GitlabSimulator} from './gitlab/types.ts';
import {createMailgunSimulator} from './mailgun/simulator.ts';
import type {MailgunSimulator} from './mailgun/types.ts';
import {createPortalSimulator, type PortalSimulator} from './portal/simulator.ts';
import {createSlackSimulator} from './slack/simulator.ts';
import type {SlackPerson, SlackSimulator} from './slack/types.ts';
import {openBrightwaterZendesk, webhookSecret, zendeskEnvironment} from './zendesk/brightwater.ts';
import type {ZendeskSimulator} from './zendesk/types.ts';

/** The simulated outside world of one small invented company, Brightwater, and its customers. */
export interface World {
	readonly slack: SlackSimulator;
	readonly mailgun: MailgunSimulator;
	readonly gitlab: GitlabSimulator;
	readonly zendesk: ZendeskSimulator;
	readonly portal: PortalSimulator;
	readonly faults: FaultBoard;
	readonly clock: MovableClock;
	/** The environment with which a bot lives in this world. */
	readonly environment: Readonly<Record<string, string>>;
	readonly close: () => Promise<void>;
}

export const teamId = 'T0BRIGHT';

export const cast = {
	agent: {id: 'U0DANA', name: 'dana', realName: 'Dana Reyes', teamId, role: 'Support agent'},
	secondAgent: {id: 'U0MILO', name: 'milo', realName: 'Milo Santos', teamId, role: 'Support agent'},
	manager: {id: 'U0INES', name: 'ines', realName: 'Ines Okafor', teamId, role: 'Manager'},
	secondManager: {id: 'U0TOMA', name: 'toma', realName: 'Toma Lind', teamId, role: 'Manager'},
	guest: {id: 'U0KIM', name: 'kim', realName: 'Kim Vale', teamId, role: 'Guest', isRestricted: true},
	outsider: {id: 'U0RAFA', name: 'rafa', realName: 'Rafa Quell', teamId: 'T0OTHER', role: 'Of another workspace', isStranger: true},
} as const satisfies Readonly<Record<string, SlackPerson>>;

export const places = {support: 'C0SUPPORT', approvals: 'C0APPROVE', audit: 'C0AUDIT', partners: 'C0PARTNER'} as const;
export const groups = {agents: 'S0AGENTS', managers: 'S0MANAGERS'} as const;
export const sendingDomains = {gitlab: 'mg.gitlab.com', portal: 'customers.gitlab.com'} as const;

/** The scopes that manifest.yml asks for, and no more. */
const scopes = [
	'commands',
	'chat:write',
	'chat:write.public',
	'users:read',
	'usergroups:read',
	'channels:read',
	'groups:read',
	'files:write',
];

const secrets = {
	botToken: 'xoxb-sandbox-bot-token',
	appToken: 'xapp-sandbox-app-token',
	signingSecret: 'sandbox-signing-secret',
	mailgunKey: 'sandbox-mailgun-support-key',
	gitlabToken: 'sandbox-gitlab-token',
	gitlabApiToken: 'sandbox-gitlab-api-token',
	consoleToken: 'sandbox-gitlab-console-token',
	mailgunResendKey: 'sandbox-mailgun-developer-key',
	auditKey: 'sandbox-audit-key-of-no-value',
} as const;

const consoleProject = 'support/console';

/** With these, the bot revokes Support PINs and opens console requests too. */
export const gitlabWrites = {
	GITLAB_TOKEN: secrets.gitlabApiToken,
	GITLAB_ESCALATION_PROJECT: consoleProject,
	GITLAB_ESCALATION_TOKEN: secrets.consoleToken,
} as const;

/** With these, in a world with a Zendesk, the bot looks at tickets by itself. */
export const automationEnvironment = {
	AUTOMATION: 'suggest',
	ZENDESK_WEBHOOK_SECRET: webhookSecret,
	SLACK_SUPPORT_CHANNEL: places.support,
} as const;

export interface WorldOptions {
	readonly socketMode?: boolean;
	/** The bot knows of the Zendesk. Default: it does not. */
	readonly zendesk?: boolean;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
	const clock = createMovableClock();
	const faults = createFaultBoard();
	const slack = await createSlackSimulator({
		faults,
		clock: clock.now,
		signingSecret: secrets.signingSecret,
		botToken: secrets.botToken,
		appToken: secrets.appToken,
		scopes,
		teamId,
	});
	const mailgun = await createMailgunSimulator({
		domains: Object.values(sendingDomains),
		keys: [
			{key: secrets.mailgunKey, role: 'support'},
			{key: secrets.mailgunResendKey, role: 'developer'},
		],
		faults,
		clock: clock.now,
	});
	const gitlab = await createGitlabSimulator({
		tokens: [
			{token: secrets.gitlabToken, scopes: ['read_user'], administrator: true},
			{token: secrets.gitlabApiToken, scopes: ['api'], administrator: true},
			{token: secrets.consoleToken, scopes: ['api'], administrator: false, projects: [consoleProject]},
		],
		projects: [{id: 71, path: consoleProject}],
		faults,
		clock: clock.now,
		sendMail: mailgun.send,
		mailDomain: sendingDomains.gitlab,
	});
	const zendesk = await openBrightwaterZendesk({faults, clock: clock.now});
	const portal = await createPortalSimulator({
		faults,
		clock: clock.now,
		mailDomain: sendingDomains.portal,
		sendMail: mailgun.send,
		gitlabAccounts: gitlab.users,
	});
	furnish(slack);
	return {
		slack,
		mailgun,
		gitlab,
		zendesk,
		portal,
		faults,
		clock,
		environment: {
			...environmentFor({slack, mailgun, gitlab, portal}, options.socketMode ?? false),
			...(options.zendesk === true ? zendeskEnvironment(zendesk) : {}),
		},
		close: async () => {
			await Promise.all([slack.close(), mailgun.close(), gitlab.close(), zendesk.close(), portal.close()]);
		},
	};
}

function furnish(slack: SlackSimulator): void {
	for (const person of Object.values(cast)) slack.addPerson(person);
	const staff = [cast.agent.id, cast.secondAgent.id, cast.manager.id, cast.secondManager.id];
	slack.addChannel({id: places.support, name: 'support', kind: 'public', members: [...staff, cast.guest.id]});
	slack.addChannel({id: places.approvals, name: 'email-approvals', kind: 'public', members: staff});
	slack.addChannel({id: places.audit, name: 'email-audit', kind: 'public', members: [cast.manager.id, cast.secondManager.id]});
	slack.addChannel({id: places.partners, name: 'partners', kind: 'public', members: [...staff, cast.outsider.id], isExtShared: true});
	slack.setUserGroup(groups.agents, 'support-agents', [cast.agent.id, cast.secondAgent.id]);
	slack.setUserGroup(groups.managers, 'support-managers', [cast.manager.id, cast.secondManager.id]);
}

function environmentFor(
	{slack, mailgun, gitlab, portal}: Pick<World, 'slack' | 'mailgun' | 'gitlab' | 'portal'>,
	socketMode: boolean,
): Record<string, string> {
	return {
		SLACK_BOT_TOKEN: secrets.botToken,
		...(socketMode ? {SLACK_APP_TOKEN: secrets.appToken} : {SLACK_SIGNING_SECRET: secrets.signingSecret}),
		SLACK_API_URL: slack.apiUrl,
		SLACK_AGENTS_USERGROUP: groups.agents,
		SLACK_MANAGERS_USERGROUP: groups.managers,
		SLACK_APPROVALS_CHANNEL: places.approvals,
		SLACK_AUDIT_CHANNEL: places.audit,
		MAILGUN_API_KEY: secrets.mailgunKey,
		MAILGUN_RESEND_API_KEY: secrets.mailgunResendKey,
		MAILGUN_URL: mailgun.origin,
		MAILGUN_STORAGE_ORIGINS: mailgun.storageOrigin,
		GITLAB_URL: gitlab.origin,
		CUSTOMERS_PORTAL_URL: portal.origin,
		GITLAB_TOKEN: secrets.gitlabToken,
		AUDIT_KEY: secrets.auditKey,
		HOST: '127.0.0.1',
		PORT: '0',
	};
}

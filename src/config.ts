import {z} from 'zod';
import {guidance} from './config-guidance.ts';

/**
 * The environment, parsed once. Nothing else reads it.
 * A problem is told with the variable's name, what it is for and how to get it; never with its value.
 */

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const baseUrl = z.string().transform((text, context) => {
	const url = URL.parse(text);
	const safe = url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname)));
	if (safe && url.username === '' && url.password === '' && url.search === '' && url.hash === '') return url.href.replace(/\/+$/, '');
	context.addIssue({code: 'custom', message: 'must be an https URL (http only on a loopback address)'});
	return z.NEVER;
});

const units = {s: 1, m: 60, h: 3600, d: 86_400} as const;

/** An integer and a unit; in seconds. */
const duration = z.string().transform((text, context) => {
	const match = /^(\d{1,6})([smhd])$/.exec(text);
	if (match !== null && Number(match[1]) > 0) return Number(match[1]) * units[match[2] as keyof typeof units];
	context.addIssue({code: 'custom', message: 'must be a whole number followed by s, m, h or d, such as 10m'});
	return z.NEVER;
});

const flag = z.enum(['yes', 'no'], {error: 'must be yes or no'}).transform((word) => word === 'yes');

const whole = (least: number, most: number) =>
	z
		.string()
		.regex(/^\d{1,7}$/, {error: 'must be a whole number'})
		.transform(Number)
		.refine((number) => number >= least && number <= most, {error: `must be between ${least} and ${most}`});

const listOf = (item: z.ZodType<string>, separator = ',') =>
	z.string().transform((text, context) => {
		const items = text.split(separator).map((part) => part.trim());
		if (items.includes('')) {
			context.addIssue({code: 'custom', message: `has an empty item; items are separated by "${separator}"`});
			return z.NEVER;
		}
		const bad = items.findIndex((part) => !item.safeParse(part).success);
		if (bad < 0) return items;
		context.addIssue({code: 'custom', message: `item ${bad + 1} has not the right form`});
		return z.NEVER;
	});

const slackId = (letters: string, what: string) =>
	z.string().regex(new RegExp(`^[${letters}][A-Z0-9]{1,30}$`), {error: `must be the id of ${what}`});
const domainName = z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, {error: 'must be a domain name in lower case'});
/** A line break or a space was pasted along with it; in a header it would fail later, and be printed by whoever refuses it. */
const secret = z.string().regex(/^[\x21-\x7e]+$/, {error: 'must not contain spaces, line breaks or other than ASCII characters'});

const people = listOf(slackId('UW', 'a person (U…)'));
const zendeskId = z.string().regex(/^\d{1,20}$/, {error: 'must be a number'});
const values = listOf(z.string(), ';');

const variables = {
	SLACK_BOT_TOKEN: secret.regex(/^xoxb-/, {error: 'must begin with xoxb-'}),
	SLACK_SIGNING_SECRET: secret.optional(),
	SLACK_APP_TOKEN: secret.regex(/^xapp-/, {error: 'must begin with xapp-'}).optional(),
	SLACK_API_URL: baseUrl.default('https://slack.com/api'),
	SLACK_AGENTS_USERGROUP: slackId('S', 'a user group (S…)').optional(),
	SLACK_AGENTS: z.union([z.literal('everyone'), people]).optional(),
	SLACK_MANAGERS_USERGROUP: slackId('S', 'a user group (S…)').optional(),
	SLACK_MANAGERS: people.optional(),
	SLACK_APPROVALS_CHANNEL: slackId('CG', 'a channel (C…)').optional(),
	SLACK_AUDIT_CHANNEL: slackId('CG', 'a channel (C…)').optional(),
	SLACK_SUPPORT_CHANNEL: slackId('CG', 'a channel (C…)').optional(),
	MAILGUN_API_KEY: secret,
	MAILGUN_RESEND_API_KEY: secret.optional(),
	MAILGUN_URL: baseUrl.default('https://api.mailgun.net'),
	MAILGUN_DOMAIN: domainName.default('mg.gitlab.com'),
	MAILGUN_PORTAL_DOMAIN: z.union([z.literal(''), domainName]).default('customers.gitlab.com'),
	MAILGUN_STORAGE_ORIGINS: listOf(baseUrl).optional(),
	MAILGUN_LOG_DAYS: whole(1, 365).default(30),
	LOG_LAG: duration.default(600),
	RESEND_SUBJECTS: values.default(['Verify your identity']),
	MAIL_KINDS_FILE: z.string().optional(),
	APPROVAL_TTL: duration.default(4 * 3600),
	BULK_APPROVAL_THRESHOLD: whole(1, 10_000).default(10),
	LIMIT_REMOVALS_PER_HOUR: whole(1, 100_000).default(60),
	LIMIT_RESENDS_PER_HOUR: whole(1, 100_000).default(30),
	LIMIT_REQUESTS_PER_HOUR: whole(1, 100_000).default(20),
	LIMIT_SWEEPS_PER_HOUR: whole(1, 100_000).default(20),
	GITLAB_URL: baseUrl.default('https://gitlab.com'),
	GITLAB_TOKEN: secret,
	GITLAB_RESEND: z.enum(['link', 'form'], {error: 'must be link or form'}).default('link'),
	GITLAB_ESCALATION_PROJECT: z
		.string()
		.regex(/^[\w.-]+(?:\/[\w.-]+)+$/, {error: 'must read group/project'})
		.optional(),
	GITLAB_ESCALATION_TOKEN: secret.optional(),
	UNCONFIRMED_DELETE_DAYS: whole(1, 365).optional(),
	CUSTOMERS_PORTAL_URL: baseUrl.default('https://customers.gitlab.com'),
	ZENDESK_URL: baseUrl.optional(),
	ZENDESK_CLIENT_ID: secret.optional(),
	ZENDESK_CLIENT_SECRET: secret.optional(),
	ZENDESK_EMAIL: secret.optional(),
	ZENDESK_API_TOKEN: secret.optional(),
	ZENDESK_FORM_ID: zendeskId.optional(),
	ZENDESK_PORTAL_FORM_ID: zendeskId.optional(),
	ZENDESK_PROBLEM_TYPE_FIELD: zendeskId.optional(),
	ZENDESK_PROBLEM_TYPE_VALUE: values.optional(),
	ZENDESK_CATEGORY_FIELD: zendeskId.optional(),
	ZENDESK_CATEGORY_VALUE: values.optional(),
	ZENDESK_SUBCATEGORY_FIELD: zendeskId.optional(),
	ZENDESK_SUBCATEGORY_VALUE: values.optional(),
	ZENDESK_ADDRESS_FIELD: zendeskId.optional(),
	ZENDESK_MACRO_NO_ACCOUNT: zendeskId.optional(),
	ZENDESK_MACRO_WHICH_GITLAB: zendeskId.optional(),
	ZENDESK_WEBHOOK_SECRET: secret.optional(),
	AUTOMATION: z.enum(['off', 'suggest', 'act'], {error: 'must be off, suggest or act'}).default('off'),
	DATABASE_URL: z
		.string()
		.regex(/^postgres(?:ql)?:\/\//, {error: 'must begin with postgresql://'})
		.optional(),
	DATA_DIR: z.string().min(1).default('./data'),
	EMBEDDED_DATABASE: flag.default(false),
	AUDIT_KEY: secret.min(16, {error: 'must have at least 16 characters'}).optional(),
	RETENTION_DAYS: whole(1, 3650).default(90),
	HOST: z.string().min(1).default('0.0.0.0'),
	PORT: whole(0, 65_535).default(3000),
	LOG_LEVEL: z
		.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], {error: 'must be trace, debug, info, warn, error or fatal'})
		.default('info'),
	NODE_ENV: z.string().optional(),
} as const;

type VariableName = keyof typeof variables;

const guidanceFor: Readonly<Record<VariableName, string>> = guidance;

const environment = z.object(variables);

export const variableNames = Object.keys(variables);

export type Config = z.output<typeof environment> & {
	/** Sending domains, GitLab's first. */
	readonly sendingDomains: readonly string[];
	/** Where answers to interactions may be posted. */
	readonly slackAnswerOrigins: readonly string[];
};

export class ConfigurationError extends Error {
	override readonly name = 'ConfigurationError';
	readonly problems: readonly string[];
	constructor(problems: readonly string[]) {
		super(problems.join('\n'));
		this.problems = problems;
	}
}

export type Purpose = 'bot' | 'diagnosis' | 'store';

/** Parses the environment for what is about to run: the bot needs all, a diagnosis no Slack, the store's commands the store's alone. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>, purpose: Purpose = 'bot'): Config {
	const isGiven = (name: string, value: string | undefined) => value !== '' || name === 'MAILGUN_PORTAL_DOMAIN';
	const isNeeded = (name: string) => purpose === 'bot' || !name.startsWith('SLACK_');
	const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => isGiven(name, value) && isNeeded(name)));
	const parsed = environment.safeParse({...placeholders(purpose), ...given});
	if (!parsed.success) throw new ConfigurationError([...new Set(parsed.error.issues.map(describe))]);
	const problems = crossProblems(parsed.data, purpose);
	if (problems.length > 0) throw new ConfigurationError(problems);
	return {
		...parsed.data,
		sendingDomains: [parsed.data.MAILGUN_DOMAIN, parsed.data.MAILGUN_PORTAL_DOMAIN].filter((domain) => domain !== ''),
		slackAnswerOrigins: ['https://hooks.slack.com', new URL(parsed.data.SLACK_API_URL).origin],
	};
}

/** Variables that a purpose does not need get a value that nothing uses. */
function placeholders(purpose: Purpose): Record<string, string> {
	if (purpose === 'bot') return {};
	const slack = {SLACK_BOT_TOKEN: 'xoxb-not-needed', SLACK_SIGNING_SECRET: 'not-needed', SLACK_AGENTS: 'everyone'};
	return purpose === 'diagnosis' ? slack : {...slack, MAILGUN_API_KEY: 'not-needed', GITLAB_TOKEN: 'not-needed'};
}

function describe(issue: z.core.$ZodIssue): string {
	const name = String(issue.path[0]);
	const missing = issue.code === 'invalid_type' && issue.input === undefined;
	return explain(name, missing ? 'is missing' : issue.code === 'invalid_union' ? 'has not the right form' : issue.message);
}

function explain(name: string, problem: string): string {
	return `${name} ${problem}. ${guidanceFor[name as VariableName]}.`;
}

/** One of two that are of no use alone. */
function halfOf(data: z.output<typeof environment>): readonly VariableName[] {
	const missing = (['GITLAB_ESCALATION_PROJECT', 'GITLAB_ESCALATION_TOKEN'] as const).filter((name) => data[name] === undefined);
	return missing.length === 1 ? missing : [];
}

function missingForAutomation(data: z.output<typeof environment>, purpose: Purpose): readonly VariableName[] {
	if (purpose !== 'bot' || data.AUTOMATION === 'off') return [];
	return (['ZENDESK_WEBHOOK_SECRET', 'ZENDESK_URL', 'SLACK_SUPPORT_CHANNEL'] as const).filter((name) => data[name] === undefined);
}

function crossProblems(data: z.output<typeof environment>, purpose: Purpose): readonly string[] {
	const problems = [
		...halfOf(data).map((name) => explain(name, 'is missing (escalations need the project and its token)')),
		...missingForAutomation(data, purpose).map((name) => explain(name, 'is missing (AUTOMATION needs it)')),
	];
	const need = (wrong: boolean, name: VariableName, problem: string) => {
		if (wrong) problems.push(explain(name, problem));
	};
	need(data.SLACK_SIGNING_SECRET === undefined && data.SLACK_APP_TOKEN === undefined, 'SLACK_SIGNING_SECRET', 'is missing');
	need(data.SLACK_AGENTS === undefined && data.SLACK_AGENTS_USERGROUP === undefined, 'SLACK_AGENTS', 'is missing');
	const keyless = data.DATABASE_URL !== undefined && data.AUDIT_KEY === undefined;
	need(keyless && purpose !== 'diagnosis', 'AUDIT_KEY', 'is missing (DATABASE_URL needs it)');
	const embeddedInProduction = data.NODE_ENV === 'production' && data.DATABASE_URL === undefined && !data.EMBEDDED_DATABASE;
	need(embeddedInProduction && purpose === 'bot', 'EMBEDDED_DATABASE', 'is missing');
	need(data.MAILGUN_PORTAL_DOMAIN === data.MAILGUN_DOMAIN, 'MAILGUN_PORTAL_DOMAIN', 'is the same as MAILGUN_DOMAIN');
	const oauth = data.ZENDESK_CLIENT_ID !== undefined && data.ZENDESK_CLIENT_SECRET !== undefined;
	const token = data.ZENDESK_EMAIL !== undefined && data.ZENDESK_API_TOKEN !== undefined;
	need(data.ZENDESK_URL !== undefined && !oauth && !token, 'ZENDESK_URL', 'has no credentials beside it');
	return problems;
}

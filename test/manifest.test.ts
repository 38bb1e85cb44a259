import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {z} from 'zod';
import {commands} from '../src/slack/ids.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const length = (least: number, most: number) => z.string().min(least).max(most);
const address = z.url({protocol: /^https$/});

/** Slack's limits for an app manifest (docs.slack.dev/reference/app-manifest). */
const manifestShape = z.strictObject({
	_metadata: z.strictObject({major_version: z.literal(2), minor_version: z.int()}),
	display_information: z.strictObject({
		name: length(1, 35),
		description: length(1, 140),
		long_description: length(175, 4000),
		background_color: z.string().regex(/^#(?:[0-9a-f]{3}){1,2}$/i),
	}),
	features: z.strictObject({
		app_home: z
			.strictObject({home_tab_enabled: z.boolean(), messages_tab_enabled: z.boolean(), messages_tab_read_only_enabled: z.boolean()})
			.optional(),
		bot_user: z.strictObject({display_name: length(1, 80).regex(/^[\w. -]+$/), always_online: z.boolean()}),
		shortcuts: z
			.array(
				z.strictObject({
					name: length(1, 24),
					type: z.enum(['message', 'global']),
					callback_id: length(1, 255),
					description: length(1, 150),
				}),
			)
			.max(10)
			.default([]),
		slash_commands: z
			.array(
				z.strictObject({
					command: length(2, 32).regex(/^\/[a-z][a-z0-9_-]*$/),
					url: address,
					description: length(1, 2000),
					usage_hint: length(1, 1000),
					should_escape: z.literal(false),
				}),
			)
			.max(50),
	}),
	oauth_config: z.strictObject({scopes: z.strictObject({bot: z.array(z.string())})}),
	settings: z.strictObject({
		event_subscriptions: z.strictObject({request_url: address, bot_events: z.array(z.string())}).optional(),
		interactivity: z.strictObject({is_enabled: z.literal(true), request_url: address}),
		org_deploy_enabled: z.literal(false),
		socket_mode_enabled: z.literal(false),
		token_rotation_enabled: z.literal(false),
	}),
});

const manifest = manifestShape.parse(parse(read('manifest.yml')));
const {slash_commands: slashCommands, shortcuts} = manifest.features;

/** What each method of the Web API asks for (docs.slack.dev/reference/methods). A method that is not here is a new one: look its scopes up. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
	'apps.connections.open': [],
	'auth.test': [],
	'chat.postMessage': ['chat:write', 'chat:write.public'],
	'chat.update': ['chat:write'],
	'conversations.info': ['channels:read', 'groups:read'],
	'conversations.open': ['im:write'],
	'files.completeUploadExternal': ['files:write'],
	'files.getUploadURLExternal': ['files:write'],
	'usergroups.users.list': ['usergroups:read'],
	'users.info': ['users:read'],
	'views.open': [],
	'views.publish': [],
	'views.push': [],
	'views.update': [],
};

/** The sources of the bot itself; the sandbox is the other side. */
const sources = readdirSync(new URL('../src', import.meta.url), {recursive: true, encoding: 'utf8'})
	.filter((path) => path.endsWith('.ts') && !path.startsWith('sandbox/'))
	.map((path) => ({path, text: read(`src/${path}`)}));

function methodsCalled(): readonly string[] {
	const calls = sources.flatMap(({text}) =>
		[...text.matchAll(/\b(?:web|client)\.((?:[a-zA-Z]+\.)+[a-zA-Z0-9]+)\(/g)].map(([, method]) => method ?? ''),
	);
	return [...new Set(calls)].sort();
}

describe('manifest.yml', () => {
	test('names the commands of the code, and no others', () => {
		expect(slashCommands.map(({command}) => command).sort()).toEqual(Object.values<string>(commands).sort());
	});

	test('sends everything to the one place that the bot listens at', () => {
		const urls = [...slashCommands.map(({url}) => url), manifest.settings.interactivity.request_url];
		const events = manifest.settings.event_subscriptions?.request_url;
		expect(new Set(events === undefined ? urls : [...urls, events]).size).toBe(1);
		expect(new URL(urls[0] ?? '').pathname).toBe('/slack/events');
	});

	test('asks for the scopes of the methods that are called, and for nothing more', () => {
		const methods = methodsCalled();
		expect(methods).toContain('chat.postMessage');
		expect(methods.filter((method) => scopesOf[method] === undefined)).toEqual([]);
		const needed = new Set(['commands', ...methods.flatMap((method) => scopesOf[method] ?? [])]);
		expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
	});

	test('has each of its scopes explained in the README', () => {
		const readme = read('README.md');
		for (const scope of manifest.oauth_config.scopes.bot) expect(readme).toContain(`\`${scope}\``);
	});

	test('names shortcuts once, and with an App Home only what the home needs', () => {
		const ids = shortcuts.map(({callback_id}) => callback_id);
		expect(new Set(ids).size).toBe(ids.length);
		const opensHome = sources.some(({text}) => text.includes('views.publish'));
		expect(manifest.features.app_home?.home_tab_enabled ?? false).toBe(opensHome);
		const events = manifest.settings.event_subscriptions?.bot_events ?? [];
		expect(events.includes('app_home_opened')).toBe(opensHome);
	});
});

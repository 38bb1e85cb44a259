import type {ZendeskAccess} from '../clients/zendesk/authorization.ts';
import {createZendeskSettings} from '../clients/zendesk/settings.ts';
import type {Config} from '../config.ts';
import {type Check, Wrong} from './check.ts';

type Settings = ReturnType<typeof createZendeskSettings>;

export function zendeskCheck(config: Config, access: ZendeskAccess | undefined): Check {
	return {
		subject: 'Zendesk',
		mend: 'Make an OAuth client in the Admin Center under APIs, let an agent own it, and take the numbers of forms, fields and macros from there.',
		look: () => lookIntoZendesk(config, access),
	};
}

const unused =
	'not configured, so tickets are not compared, and notes and replies are for copying (set ZENDESK_URL, ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET)';

/** Whether the credentials let us in, and whether the forms, fields, values and macros that the configuration names are there. */
async function lookIntoZendesk(config: Config, access: ZendeskAccess | undefined): Promise<string> {
	if (access === undefined) return unused;
	const settings = createZendeskSettings(access);
	const {name, isAgent} = await settings.caller();
	if (!isAgent) throw new Wrong('The credentials are not an agent’s, so tickets cannot be read.');
	const checks = await Promise.all([...formChecks(config, settings), ...fieldChecks(config, settings), ...macroChecks(config, settings)]);
	const problems = checks.flat();
	if (problems.length > 0) throw new Wrong(problems.join(' '));
	const old = access.credentials.kind === 'api-token' ? ' by an API token, which Zendesk is about to end' : '';
	return `acts as ${name}${old}`;
}

type Problems = Promise<readonly string[]>;

function formChecks(config: Config, settings: Settings): readonly Problems[] {
	return (['ZENDESK_FORM_ID', 'ZENDESK_PORTAL_FORM_ID'] as const).map((name) => presence(name, config[name], settings.isFormActive));
}

function macroChecks(config: Config, settings: Settings): readonly Problems[] {
	const names = ['ZENDESK_MACRO_NO_ACCOUNT', 'ZENDESK_MACRO_WHICH_GITLAB'] as const;
	return names.map((name) => presence(name, config[name], settings.isMacroActive));
}

async function presence(name: string, id: string | undefined, isActive: (id: string) => Promise<boolean | undefined>): Problems {
	if (id === undefined) return [];
	const found = await isActive(id);
	if (found === undefined) return [`${name} names nothing that is there.`];
	return found ? [] : [`${name} names something that is not active.`];
}

function fieldChecks(config: Config, settings: Settings): readonly Problems[] {
	const check = async (name: keyof Config & string, id: string | undefined, wanted: readonly string[] | undefined): Problems => {
		const field = id === undefined ? undefined : await settings.field(id);
		const absent = await presence(name, id, async () => field?.isActive);
		const strange = wanted?.filter((value) => field?.values?.includes(value) === false) ?? [];
		return [...absent, ...strange.map((value) => `The field of ${name} has no value ${value}.`)];
	};
	return [
		check('ZENDESK_PROBLEM_TYPE_FIELD', config.ZENDESK_PROBLEM_TYPE_FIELD, config.ZENDESK_PROBLEM_TYPE_VALUE),
		check('ZENDESK_CATEGORY_FIELD', config.ZENDESK_CATEGORY_FIELD, config.ZENDESK_CATEGORY_VALUE),
		check('ZENDESK_SUBCATEGORY_FIELD', config.ZENDESK_SUBCATEGORY_FIELD, config.ZENDESK_SUBCATEGORY_VALUE),
		check('ZENDESK_ADDRESS_FIELD', config.ZENDESK_ADDRESS_FIELD, undefined),
	];
}

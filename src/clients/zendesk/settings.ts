import {z} from 'zod';
import {orAbsent} from './answers.ts';
import {createZendeskApi} from './api.ts';
import type {ZendeskAccess} from './authorization.ts';

const callerSchema = z.object({user: z.object({name: z.string().nullish(), role: z.string()})});
const formSchema = z.object({ticket_form: z.object({active: z.boolean()})});
const fieldSchema = z.object({
	ticket_field: z.object({active: z.boolean(), custom_field_options: z.array(z.object({value: z.string()})).nullish()}),
});
const macroSchema = z.object({macro: z.object({active: z.boolean()})});

/** What the operator configures beside the tickets. Reading only; undefined is what is not there. For `doctor`. */
export function createZendeskSettings(access: ZendeskAccess) {
	const ask = createZendeskApi(access);
	return {
		/** Customers have a role of their own: with theirs no ticket of others can be read. */
		caller: async () => {
			const {user} = await ask(callerSchema, {path: '/users/me.json'});
			return {name: user.name ?? 'somebody', isAgent: user.role !== 'end-user'};
		},
		isFormActive: async (id: string) => (await orAbsent(ask(formSchema, {path: `/ticket_forms/${id}.json`})))?.ticket_form.active,
		isMacroActive: async (id: string) => (await orAbsent(ask(macroSchema, {path: `/macros/${id}.json`})))?.macro.active,
		field: async (id: string) => {
			const read = await orAbsent(ask(fieldSchema, {path: `/ticket_fields/${id}.json`}));
			if (read === undefined) return undefined;
			const {active, custom_field_options: options} = read.ticket_field;
			return {isActive: active, values: options?.map(({value}) => value)};
		},
	};
}

import type {ViewOutput} from '@slack/bolt';
import type {ModalView} from '@slack/types';
import type {PortalAccount, PortalLink, PortalLogin, PortalOthers} from '../../model/portal.ts';
import {chosen, type SelectOption, selectField} from '../fields.ts';
import {modals} from '../ids.ts';
import {line, link, plain} from '../kit.ts';

export const title = 'Portal account';

/** Block ids of the fields; errors come back at them. */
const fields = {found: 'found', confirmed: 'confirmed', login: 'login', linked: 'linked', others: 'others'} as const;
type Field = keyof typeof fields;

const options = {
	found: {yes: 'Yes', no: 'No'},
	confirmed: {date: 'A date', empty: 'Empty'},
	login: {activated: 'Checked', reseller: 'Unchecked, reseller', 'not-activated': 'Unchecked'} satisfies Record<PortalLogin, string>,
	linked: {none: 'None', owner: 'Owns this address', another: 'Another address'} satisfies Record<PortalLink, string>,
	others: {none: 'None', 'same-name': 'Same name, other spelling'} satisfies Record<PortalOthers, string>,
} as const satisfies Readonly<Record<Field, Readonly<Record<string, string>>>>;

const labels: Readonly<Record<Field, string>> = {
	found: 'Account found',
	confirmed: 'Confirmed at',
	login: 'Login activated',
	linked: 'Linked GitLab account',
	others: 'Other accounts',
};

/** Where it stands on the admin page. */
const hints: Readonly<Record<Field, string>> = {
	found: 'Search the list of customers for the address. If there is none, leave the other fields empty.',
	confirmed: 'The i icon in the row of the account, or the tab Show: the field “Confirmed at”.',
	login: 'The tab Edit: the box “Login activated”. A reseller is named there too.',
	linked: 'The tab GitLab Groups, or “Uid” on the tab Show. Compare all addresses of that account, secondary ones too.',
	others: 'Search for the name without dots, hyphens and underscores.',
};

/** With what was ticked before. */
export function portalModal(dialogId: string, portalUrl: string, told: PortalAccount | undefined): ModalView {
	const ticked = told === undefined ? {} : valuesOf(told);
	return {
		type: 'modal',
		callback_id: modals.portalAccount.id,
		private_metadata: dialogId,
		title: plain(title),
		submit: plain('Diagnose'),
		close: plain('Cancel'),
		blocks: [
			line('The Customers Portal has no look-up: tell what its admin page shows. ', link(`${portalUrl}/admin`)),
			...(['found', 'confirmed', 'login', 'linked', 'others'] as const).map((field) =>
				selectField(fields[field], labels[field], optionsOf(field), {
					optional: field !== 'found',
					initial: ticked[field],
					hint: hints[field],
				}),
			),
		],
	};
}

function optionsOf(field: Field): readonly SelectOption[] {
	return Object.entries(options[field]).map(([value, label]) => ({value, label}));
}

function valuesOf(told: PortalAccount): Partial<Readonly<Record<Field, string>>> {
	if (!told.found) return {found: 'no', others: told.others};
	const {login, linked, others} = told;
	return {found: 'yes', confirmed: told.confirmed ? 'date' : 'empty', login, linked, others};
}

export type PortalForm = {readonly told: PortalAccount} | {readonly errors: Readonly<Record<string, string>>};

/** What was ticked. Of an account that was found everything has to be told: what nobody looked at is no answer. */
export function readPortalForm(view: ViewOutput): PortalForm {
	const found = choice(view, 'found');
	const others = choice(view, 'others');
	if (found === 'no') return {told: {found: false, others: others ?? 'none'}};
	const [confirmed, login, linked] = [choice(view, 'confirmed'), choice(view, 'login'), choice(view, 'linked')];
	if (found === undefined || confirmed === undefined || login === undefined || linked === undefined || others === undefined) {
		return {errors: missing(view)};
	}
	return {told: {found: true, confirmed: confirmed === 'date', login, linked, others}};
}

function choice<Name extends Field>(view: ViewOutput, field: Name): keyof (typeof options)[Name] | undefined {
	const value = chosen(view, fields[field]);
	return isOption(field, value) ? value : undefined;
}

function isOption<Name extends Field>(field: Name, value: string): value is keyof (typeof options)[Name] & string {
	return Object.hasOwn(options[field], value);
}

function missing(view: ViewOutput): Readonly<Record<string, string>> {
	const empty = (['found', 'confirmed', 'login', 'linked', 'others'] as const).filter((field) => choice(view, field) === undefined);
	return Object.fromEntries(empty.map((field) => [fields[field], 'Look at the admin page, and choose what it shows.']));
}

import {isToldUnconfirmed, messagesElsewhere, type Scene} from './diagnosis-facts.ts';
import {about, all, type Truth, truth} from './known.ts';
import type {PortalAccount} from './portal.ts';
import {mailRules, type Rule, suppressionRules, unsure} from './rules.ts';
import type {Finding} from './verdicts.ts';

type FoundAccount = Extract<PortalAccount, {found: true}>;

const told = (code: Finding, holds: Rule['holds']): Rule => ({code, holds, firm: true, told: true});
const toldOfAccount = (code: Finding, ask: (account: FoundAccount) => boolean): Rule =>
	told(code, (scene) => isTold(scene, (account) => account.found && ask(account)));

/** The rules of the Customers Portal in their order: the first that holds is the headline. */
export const portalRules: readonly Rule[] = [
	...suppressionRules,
	told('portal-no-account', (scene) => isTold(scene, (account) => !account.found)),
	toldOfAccount('portal-login-inactive', ({login}) => login !== 'activated'),
	toldOfAccount('portal-unconfirmed', ({confirmed}) => !confirmed),
	told('portal-several-accounts', (scene) =>
		scene.facts.portal?.other === undefined ? isTold(scene, ({others}) => others === 'same-name') : 'yes',
	),
	toldOfAccount('portal-unlinked', ({linked}) => linked === 'none'),
	toldOfAccount('portal-linked-elsewhere', ({linked}) => linked === 'another'),
	unsure('wrong-site', isWrongSite),
	...mailRules,
	{...toldOfAccount('portal-ok', isInOrder), firm: false},
];

function isTold({facts}: Scene, ask: (account: PortalAccount) => boolean): Truth {
	const account = facts.portal?.told;
	return account === undefined ? 'open' : truth(ask(account));
}

function isInOrder({confirmed, login, linked, others}: FoundAccount): boolean {
	return confirmed && login === 'activated' && linked === 'owner' && others === 'none';
}

/** The Portal has no password: whoever waits for a reset, and got GitLab's, asked at the other site. */
function isWrongSite(scene: Scene): Truth {
	const wasMailed = about(messagesElsewhere(scene.facts), (messages) => messages.some(({kind}) => kind === 'reset'));
	if (scene.missed === 'reset') return wasMailed;
	return mayBeReset(scene) ? all('open', wasMailed) : 'no';
}

/** Nobody said which mail is missed, and what would tell it is silent. */
function mayBeReset({facts, messages}: Scene): boolean {
	if (facts.said !== undefined || isToldUnconfirmed(facts)) return false;
	return !messages.known || (messages.value.length === 0 && !messagesElsewhere(facts).known);
}

import {distance} from './words.ts';

/** Large mail providers, whose names people mistype, and smaller ones whose names resemble them. */
const mailProviders: ReadonlySet<string> = new Set(
	(
		'gmail.com googlemail.com outlook.com outlook.de outlook.es outlook.fr outlook.it hotmail.com hotmail.co.uk hotmail.de hotmail.es ' +
		'hotmail.fr hotmail.it live.com live.co.uk live.de live.fr live.nl msn.com yahoo.com yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com.br ' +
		'yahoo.de yahoo.es yahoo.fr yahoo.it ymail.com rocketmail.com icloud.com me.com mac.com aol.com aim.com proton.me protonmail.com pm.me ' +
		'gmx.at gmx.ch gmx.com gmx.de gmx.net mail.com email.com mail.de web.de freenet.de t-online.de mail.ru bk.ru inbox.ru list.ru ' +
		'rambler.ru yandex.com yandex.ru ukr.net seznam.cz wp.pl o2.pl interia.pl orange.fr free.fr laposte.net sfr.fr wanadoo.fr libero.it ' +
		'virgilio.it tiscali.it ziggo.nl btinternet.com sky.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net ' +
		'rediffmail.com uol.com.br bol.com.br terra.com.br naver.com daum.net hanmail.net qq.com 163.com 126.com sina.com foxmail.com zoho.com ' +
		'fastmail.com fastmail.fm hey.com tuta.com tutanota.com'
	).split(' '),
);

/** Whether people of everywhere have their mailboxes there: no customer's own domain. */
export function isMailProvider(domain: string): boolean {
	return mailProviders.has(domain);
}

/** `gmial.com` → `gmail.com`; undefined when the domain is a provider's, or like none. */
export function likelyDomain(domain: string): string | undefined {
	if (mailProviders.has(domain) || domain.length > 30) return undefined;
	const near = [...mailProviders].flatMap((provider) => {
		const steps = slips(domain, provider);
		return steps === undefined ? [] : [{provider, steps}];
	});
	return near.sort((one, other) => one.steps - other.steps)[0]?.provider;
}

/** How many slips lead from a domain to a provider's; undefined when it is rather another name. */
function slips(domain: string, provider: string): number | undefined {
	const [typed, meant] = [partsOf(domain), partsOf(provider)];
	// Nobody mistypes the first letter; other names differ in it (cloud.com, icloud.com).
	if (typed.name[0] !== meant.name[0]) return undefined;
	const [inName, inEnd] = [distance(typed.name, meant.name), distance(typed.end, meant.end)];
	return inName <= slipsIn(meant.name) && inEnd <= slipsIn(meant.end) && inName + inEnd <= 2 ? inName + inEnd : undefined;
}

/** A short word with another letter is another word: `gmx` and `gmz`, `de` and `dk`. */
function slipsIn(word: string): number {
	if (['com', 'net', 'org'].includes(word)) return 1;
	if (word.length < 5) return 0;
	return word.length < 7 ? 1 : 2;
}

/** Two addresses that differ by a slip of the fingers rather than by intention. */
export function isLikelyTypo(one: string, other: string): boolean {
	const [here, there] = [split(one), split(other)];
	const inLocal = distance(here.local, there.local);
	const bearable = Math.min(here.local.length, there.local.length) < 5 ? 1 : 2;
	if (here.domain === there.domain) return inLocal > 0 && inLocal <= bearable;
	return inLocal <= bearable && isDomainSlip(here.domain, there.domain);
}

function isDomainSlip(one: string, other: string): boolean {
	if (mailProviders.has(one) && mailProviders.has(other)) return false;
	const [here, there] = [partsOf(one), partsOf(other)];
	const inEnd = distance(here.end, there.end);
	const bearable = Math.min(here.name.length, there.name.length) < 7 ? 1 : 2;
	return inEnd <= Math.max(slipsIn(here.end), slipsIn(there.end)) && distance(here.name, there.name) + inEnd <= bearable;
}

/** `gmail` and `com`, `yahoo` and `co.uk`. */
function partsOf(domain: string): {readonly name: string; readonly end: string} {
	const at = domain.indexOf('.');
	return {name: domain.slice(0, at), end: domain.slice(at + 1)};
}

function split(address: string): {readonly local: string; readonly domain: string} {
	const text = address.toLowerCase().slice(0, 100);
	const at = text.lastIndexOf('@');
	return {local: text.slice(0, at), domain: text.slice(at + 1)};
}

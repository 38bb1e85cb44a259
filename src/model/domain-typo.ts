import {distance, nearest} from './words.ts';

/** Large mail providers, whose names people mistype. */
export const mailProviders = [
	'gmail.com',
	'googlemail.com',
	'outlook.com',
	'hotmail.com',
	'live.com',
	'msn.com',
	'yahoo.com',
	'icloud.com',
	'me.com',
	'aol.com',
	'proton.me',
	'protonmail.com',
	'gmx.de',
	'gmx.net',
	'web.de',
	'mail.ru',
	'yandex.ru',
	'qq.com',
	'163.com',
	'zoho.com',
	'fastmail.com',
] as const;

/** `gmial.com` → `gmail.com`; undefined when the domain is one of them, or near none. */
export function likelyDomain(domain: string): string | undefined {
	return (mailProviders as readonly string[]).includes(domain) || domain.length < 6 ? undefined : nearest(domain, mailProviders);
}

/** Two addresses that differ by a slip of the fingers rather than by intention. */
export function isLikelyTypo(one: string, other: string): boolean {
	const steps = distance(one.toLowerCase().slice(0, 100), other.toLowerCase().slice(0, 100));
	return steps > 0 && steps <= 2;
}

import {domainToUnicode} from 'node:url';

/** The domain in the letters of its own script, for eyes beside its `xn--` form; undefined where the two are one. */
export function domainInOwnLetters(domain: string): string | undefined {
	const letters = domainToUnicode(domain);
	return letters === '' || letters === domain ? undefined : letters;
}

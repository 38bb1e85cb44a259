import {describe, expect, test} from 'vitest';
import {isLikelyTypo, likelyDomain} from '../../src/model/domain-typo.ts';
import {distance} from '../../src/model/words.ts';

describe('the likely spelling of a domain', () => {
	test.for([
		['gmial.com', 'gmail.com'],
		['gamil.com', 'gmail.com'],
		['gmal.com', 'gmail.com'],
		['gmaill.com', 'gmail.com'],
		['gnail.com', 'gmail.com'],
		['gmail.con', 'gmail.com'],
		['gmail.co', 'gmail.com'],
		['gmail.cmo', 'gmail.com'],
		['hotmial.com', 'hotmail.com'],
		['hotmal.con', 'hotmail.com'],
		['outlok.com', 'outlook.com'],
		['yahooo.com', 'yahoo.com'],
		['yaho.co.uk', 'yahoo.co.uk'],
		['iclod.com', 'icloud.com'],
		['protonmial.com', 'protonmail.com'],
		['gmx.ner', 'gmx.net'],
	] as const)('%s: %s', ([typed, meant]) => {
		expect(likelyDomain(typed)).toBe(meant);
	});

	test.for([
		'gmail.com',
		'mail.com',
		'ymail.com',
		'cloud.com',
		'line.com',
		'web.dk',
		'gmx.dk',
		'live.se',
		'hotmail.se',
		'example.com',
		'gitlab.com',
		'company.com',
		'',
		'com',
		`${'g'.repeat(5000)}.com`,
	])('%s is a name of its own', (domain) => {
		expect(likelyDomain(domain)).toBeUndefined();
	});
});

describe('a slip of the fingers', () => {
	test.for([
		['adda@example.com', 'ada@example.com'],
		['jonh.smith@example.com', 'john.smith@example.com'],
		['jon.smiht@example.com', 'john.smith@example.com'],
		['ada@exmaple.com', 'ada@example.com'],
		['ada@example.con', 'ada@example.com'],
		['ada@acem.com', 'ada@acme.com'],
		['adda@gmial.com', 'ada@gmail.com'],
		['ADA@Gmial.com', 'adda@gmail.com'],
	] as const)('%s for %s', ([one, another]) => {
		expect([isLikelyTypo(one, another), isLikelyTypo(another, one)]).toEqual([true, true]);
	});

	test.for([
		['ada@example.com', 'ADA@example.com'],
		['ada@example.com', 'eva@example.com'],
		['ada@example.com', 'ada.work@example.com'],
		['ada@example.com', 'ada@example.org'],
		['ada@firma.de', 'ada@firma.fr'],
		['ada@gmail.com', 'ada@ymail.com'],
		['ada@gmail.com', 'ada@outlook.com'],
	] as const)('%s is not one of %s', ([one, another]) => {
		expect([isLikelyTypo(one, another), isLikelyTypo(another, one)]).toEqual([false, false]);
	});
});

test('letters put in, left out, changed or swapped are counted', () => {
	const pairs = [
		['', ''],
		['', 'abc'],
		['gmail', 'gmial'],
		['mail', 'gmail'],
		['portal', 'portl'],
		['kitten', 'sitting'],
		['😀a', 'a😀'],
	] as const;
	expect(pairs.map(([one, other]) => distance(one, other))).toEqual([0, 3, 1, 1, 1, 3, 1]);
});

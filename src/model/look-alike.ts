/** Letters of other scripts, and some of our own, that are drawn like the one they stand for here (after the idea of UTS #39, skeletons). */
const drawnLike: Readonly<Record<string, string>> = {
	a: 'αаɑ',
	b: 'ьƅ',
	c: 'сᴄ',
	d: 'ԁɗđ',
	e: 'еєҽ',
	g: 'ɡց',
	h: 'һհ',
	i: 'іıɩι',
	j: 'јϳ',
	k: 'кκĸ',
	l: 'ӏłǀ1I|',
	n: 'ոռη',
	o: 'оοօσø0',
	p: 'рρ',
	q: 'ԛզ',
	r: 'гᴦ',
	s: 'ѕꜱ',
	t: 'тτŧ',
	u: 'սυʋ',
	v: 'ѵνᴠ',
	w: 'ԝա',
	x: 'хχ',
	y: 'уүγ',
	z: 'ᴢȥ',
};

const plainOf: ReadonlyMap<string, string> = new Map(
	Object.entries(drawnLike).flatMap(([plain, others]) => [...others].map((other) => [other, plain] as const)),
);

/** What is left of a text for eyes that read over it: no accents, no scripts, no letter case; `rn` is an m, `vv` a w. */
function skeletonOf(text: string): string {
	const bare = text.normalize('NFKD').replace(/\p{M}/gu, '');
	const plain = [...bare].map((letter) => plainOf.get(letter) ?? plainOf.get(letter.toLowerCase()) ?? letter.toLowerCase()).join('');
	return plain.replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('cl', 'd');
}

/** Whether two texts that differ would pass for one another. Domains are given in their Unicode form. */
export function looksAlike(one: string, other: string): boolean {
	if (one === other) return false;
	return skeletonOf(one) === skeletonOf(other) || one.toLowerCase() === other.toLowerCase();
}

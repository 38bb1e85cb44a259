import fc from 'fast-check';
import {diagnose} from '../../src/model/diagnosis.ts';
import type {DiagnosisFacts} from '../../src/model/diagnosis-facts.ts';

/** Every set of silent ones among these sources. */
export function everyOutage<Source>(sources: readonly Source[]): readonly (readonly Source[])[] {
	return Array.from({length: 2 ** sources.length}, (_unused, bits) => sources.filter((_source, at) => (bits >> at) % 2 === 1));
}

/** So many worlds with every set of silent sources. */
export function tryInEveryOutage<World, Source>(
	{worlds, sources, runs}: {readonly worlds: fc.Arbitrary<World>; readonly sources: readonly Source[]; readonly runs: number},
	check: (world: World, down: readonly Source[]) => void,
): void {
	for (const down of everyOutage(sources))
		fc.assert(
			fc.property(worlds, (world) => check(world, down)),
			{numRuns: runs},
		);
}

/** The headline, and what stands under "also". */
export function saidBy(given: DiagnosisFacts) {
	const {verdict, also} = diagnose(given);
	return [verdict, ...also];
}

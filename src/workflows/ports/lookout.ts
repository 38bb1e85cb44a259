/** The records that rounds go on with. */
export type DueKind = 'requests' | 'resends' | 'watches' | 'homes' | 'scans' | 'bulkRemovals' | 'automationRuns';

export interface Lookout {
	/** Of which kinds something is due and nobody is working on it. */
	readonly look: () => Promise<readonly DueKind[]>;
}

/** One question about one system; it reads, and only reads. */
export interface Check {
	readonly subject: string;
	/** What is. Throws `Wrong` for what it finds to be wrong. */
	readonly look: () => Promise<string>;
	/** How to mend it. */
	readonly mend: string;
}

/** Something that was found to be wrong, in words for the operator. */
export class Wrong extends Error {}

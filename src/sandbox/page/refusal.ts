/** What the page's server does not do, with the status that says why. */
export class PageRefusal extends Error {
	override readonly name = 'PageRefusal';
	readonly status: number;

	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

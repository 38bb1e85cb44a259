/** How many of something random a run tries: few in every run, as many as `name` says when somebody wants more. */
export function amount(name: string, usual: number): number {
	const wanted = Number(process.env[name] ?? usual);
	return Number.isInteger(wanted) && wanted > 0 ? wanted : usual;
}

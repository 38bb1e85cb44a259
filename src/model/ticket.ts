export type TicketReading = {readonly ok: true; readonly ticket: string} | {readonly ok: false};

/** The number of a Zendesk ticket, from `12345`, `#12345`, `ticket:12345` or the URL of the ticket, also in Slack's link form. */
export function readTicket(text: string): TicketReading {
	const bare = text
		.trim()
		.slice(0, 500)
		.replace(/^<([^|>]+)(?:\|[^>]*)?>$/, '$1');
	const match =
		/^(?:ticket:)?#?(\d{1,15})$/i.exec(bare) ??
		/^https:\/\/[a-z0-9.-]+\/(?:agent|hc\/[\w-]+)?\/?(?:tickets|requests)\/(\d{1,15})(?:[/?#].*)?$/i.exec(bare);
	const number = Number(match?.[1] ?? 0);
	return number > 0 ? {ok: true, ticket: String(number)} : {ok: false};
}

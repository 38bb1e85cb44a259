import {createHmac} from 'node:crypto';

export interface WebhookCaller {
	/** Where the webhook of the trigger goes. Default: nowhere. */
	readonly deliverTo: (url: string) => void;
	/** As the trigger does when somebody made or changed the ticket. Resolves with the status of the answer. */
	readonly callWebhook: (ticket: number) => Promise<number>;
}

/** Signs as Zendesk does: https://developer.zendesk.com/documentation/webhooks/verifying/ */
export function createWebhookCaller(secret: string, isThere: (ticket: number) => boolean): WebhookCaller {
	let target: string | undefined;
	return {
		deliverTo: (url) => {
			target = url;
		},
		callWebhook: async (ticket) => {
			if (target === undefined) throw new Error('the webhook has no target');
			if (!isThere(ticket)) throw new Error(`no ticket ${ticket}`);
			const body = JSON.stringify({ticket_id: ticket});
			// By the real time: a moved clock is the sandbox's own.
			const timestamp = new Date().toISOString();
			const signature = createHmac('sha256', secret).update(timestamp).update(body).digest('base64');
			const answer = await fetch(target, {
				method: 'POST',
				headers: {
					'content-type': 'application/json; charset=utf-8',
					'x-zendesk-webhook-signature': signature,
					'x-zendesk-webhook-signature-timestamp': timestamp,
				},
				body,
			});
			await answer.body?.cancel();
			return answer.status;
		},
	};
}

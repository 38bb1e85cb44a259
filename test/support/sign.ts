import {createHmac} from 'node:crypto';

/** The headers of a delivery, signed as Slack does. */
export function signedHeaders(secret: string, rawBody: string | Buffer, contentType: string, seconds = Math.floor(Date.now() / 1000)) {
	const signature = createHmac('sha256', secret).update(`v0:${seconds}:`).update(rawBody).digest('hex');
	return {'content-type': contentType, 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${signature}`};
}

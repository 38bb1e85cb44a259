import type {ReceiverEvent} from '@slack/bolt';
import {z} from 'zod';
import {notRecorded} from './failures.ts';
import {line} from './kit.ts';
import {readingView} from './visit.ts';

const shape = z.object({command: z.string().nullish(), type: z.string().nullish(), response_url: z.string().nullish()});

/**
 * The honest acknowledgement when a delivery could not be recorded: nothing is done without a record.
 * A command and a dialog can carry words in it; a click's words go to its response URL.
 */
export function createRefusal(
	postAnswer: (url: string, message: object) => Promise<void>,
): (event: ReceiverEvent, withdrawn: Promise<boolean>) => Promise<void> {
	return async ({body, ack}, withdrawn) => {
		const {command, type, response_url} = shape.parse(body);
		if (typeof command === 'string') return ack({response_type: 'ephemeral', text: notRecorded});
		if (type === 'view_submission') {
			return ack({response_action: 'update', view: readingView('Not recorded', {text: notRecorded, blocks: [line(notRecorded)]})});
		}
		await ack();
		if (typeof response_url === 'string' && (await withdrawn)) {
			await postAnswer(response_url, {text: notRecorded, response_type: 'ephemeral', replace_original: false});
		}
	};
}

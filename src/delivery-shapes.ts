import {z} from 'zod';

/**
 * What Slack delivers, as far as Bolt and our listeners rely on it. Bolt reads some of these fields without looking whether they are there.
 * https://docs.slack.dev/interactivity, https://docs.slack.dev/apis/events-api
 */

const name = z.string().min(1);
/** It stands in the audit trail for good, so nothing else may take its place. */
const personId = z.string().regex(/^[UW][A-Z0-9]{1,30}$/);
const person = z.object({id: personId, team_id: z.string().nullish()});
const place = z.object({id: name});
const from = {user: person, team: z.object({id: name}).nullish(), channel: place.nullish(), response_url: z.string().nullish()};
const view = z.object({
	id: name,
	callback_id: z.string(),
	private_metadata: z.string(),
	state: z.object({values: z.record(z.string(), z.record(z.string(), z.object({type: name})))}),
});
const shortcut = {...from, callback_id: name, trigger_id: name};

const interaction = z.discriminatedUnion('type', [
	z.object({type: z.literal('block_actions'), ...from, trigger_id: name, actions: z.array(z.object({type: name, action_id: name})).min(1)}),
	z.object({type: z.literal('block_suggestion'), ...from, action_id: name}),
	z.object({type: z.literal('view_submission'), ...from, view}),
	z.object({type: z.literal('view_closed'), ...from, view: z.object({callback_id: z.string()})}),
	z.object({type: z.literal('shortcut'), ...shortcut}),
	z.object({type: z.literal('message_action'), ...shortcut, channel: place}),
]);

const command = z.object({
	command: z.string().regex(/^\//),
	text: z.string().optional(),
	user_id: personId,
	team_id: name,
	channel_id: name,
	trigger_id: name,
	response_url: name,
});

const sslCheck = z.object({ssl_check: z.literal('1')});

const event = z.discriminatedUnion('type', [
	z.object({type: z.literal('url_verification'), challenge: name}),
	z.object({type: z.literal('event_callback'), event_id: name, event: z.object({type: name})}),
	z.object({type: z.literal('app_rate_limited')}),
]);

export const deliveryShapes = {interaction, event, form: z.union([command, sslCheck])} as const;

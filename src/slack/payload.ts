import type {BlockAction} from '@slack/bolt';
import {z} from 'zod';
import type {PersonRef} from '../workflows/ports.ts';

/** What of a click, a form or a shortcut says who it is from, and where answers go. */
export const interaction = z.object({
	user: z.object({id: z.string(), team_id: z.string().nullish()}),
	team: z.object({id: z.string()}).nullish(),
	channel: z.object({id: z.string(), name: z.string().nullish()}).nullish(),
	response_url: z.string().nullish(),
});

export function readPerson(body: unknown): PersonRef {
	const {user, team} = interaction.parse(body);
	return {userId: user.id, teamId: user.team_id ?? team?.id};
}

export function buttonValue(body: BlockAction): string {
	return z.object({value: z.string().max(255)}).parse(body.actions[0]).value;
}

export function chosenValue(body: BlockAction): string {
	return z.object({selected_option: z.object({value: z.string().max(255)})}).parse(body.actions[0]).selected_option.value;
}

export function deliveryOf(context: {readonly [name: string]: unknown}): string {
	return z.string().parse(context.delivery);
}

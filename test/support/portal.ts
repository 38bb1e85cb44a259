import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {sendingDomains, type World} from '../../src/sandbox/world.ts';
import {ago} from './confirming.ts';
import {channel, form, type Stage} from './stage.ts';

const domain = sendingDomains.portal;

/** What the admin page shows of an account with which nothing is wrong. */
export const inOrder = {
	'Account found': 'Yes',
	'Confirmed at': 'A date',
	'Login activated': 'Checked',
	'Linked GitLab account': 'Owns this address',
	'Other accounts': 'None',
} as const;

/** A mail that the Portal sent so long ago. */
export function portalMailed(world: World, to: string, subject: string, milliseconds: number): void {
	world.mailgun.send({domain, from: `Portal <portal@${domain}>`, to, subject, text: subject, at: ago(world, milliseconds)});
}

/** Ticks in the dialogue behind `Portal Account` what the admin page shows, and waits for what the card becomes. */
export async function tick(stage: Stage, card: SlackMessage, choices: Readonly<Record<string, string>>): Promise<SlackMessage> {
	const agent = stage.as('agent');
	await agent.click(card, 'Portal Account');
	await form(stage, agent);
	const before = JSON.stringify(card.blocks);
	await agent.submit(choices);
	return stage.world.slack.until(() =>
		agent.messages(channel).find((message) => message.ts === card.ts && JSON.stringify(message.blocks) !== before),
	);
}

import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {sendingDomains, type World} from '../../src/sandbox/world.ts';
import {ask, type Stage} from './stage.ts';

const {gitlab} = sendingDomains;
export const hour = 3_600_000;
export const day = 24 * hour;

export const ago = ({clock}: World, milliseconds: number) => new Date(clock.now().getTime() - milliseconds);

export const confirmation = 'Confirmation instructions';

/** A mail that GitLab sent so long ago. */
export function mailed(world: World, to: string, subject: string, milliseconds: number, passesSuppressions = false): void {
	world.mailgun.send({
		domain: gitlab,
		from: 'GitLab <gitlab@mg.gitlab.com>',
		to,
		subject,
		text: subject,
		at: ago(world, milliseconds),
		passesSuppressions,
	});
}

export function unconfirmed(world: World, age = hour): void {
	world.gitlab.addUser({username: 'ada', email: 'ada@example.com', createdAt: ago(world, age)});
}

export function confirmed(world: World): void {
	world.gitlab.addUser({username: 'ada', email: 'ada@example.com', createdAt: ago(world, 90 * day), confirmedAt: ago(world, 89 * day)});
}

export function suppress(world: World): void {
	const created_at = ago(world, 10 * day)
		.toUTCString()
		.replace('GMT', 'UTC');
	world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox', created_at});
}

export const check = (stage: Pick<Stage, 'world' | 'as'>, words: string): Promise<SlackMessage> =>
	ask(stage, stage.as('agent'), words, '/confirm');
export const verdictOf = (text: string) => /verdict: ([a-z-]+)/.exec(text)?.[1];

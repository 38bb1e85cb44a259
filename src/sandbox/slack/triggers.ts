import {randomBytes} from 'node:crypto';
import type {ResponseUrl, SlackState, Trigger} from './state.ts';

const triggerLifeMs = 3000;
const responseUrlLifeMs = 30 * 60 * 1000;

export function issueTrigger(state: SlackState, user: string, viewId?: string): string {
	const id = `${state.nextId('')}.${state.nextId('')}.${randomBytes(16).toString('hex')}`;
	state.triggers.set(id, {user, issuedAt: performance.now(), used: false, ...(viewId === undefined ? {} : {viewId})});
	return id;
}

/** A trigger works once, within 3 s of real time; otherwise the error code that Slack answers. */
export function exchangeTrigger(state: SlackState, id: string): Trigger | string {
	const trigger = state.triggers.get(id);
	if (trigger === undefined) return 'invalid_trigger_id';
	if (trigger.used) return 'exchanged_trigger_id';
	if (performance.now() - trigger.issuedAt > triggerLifeMs) return 'expired_trigger_id';
	trigger.used = true;
	return trigger;
}

type Answerable = Pick<ResponseUrl, 'kind' | 'channel' | 'user' | 'messageTs'>;

export function issueResponseUrl(state: SlackState, answers: Answerable): string {
	const path = `/response/${answers.kind}/${state.identity.teamId}/${state.nextId('')}/${randomBytes(12).toString('hex')}`;
	const url = `${state.origin}${path}`;
	state.responseUrls.set(path, {...answers, url, expiresAt: state.clock().getTime() + responseUrlLifeMs, uses: 0});
	return url;
}

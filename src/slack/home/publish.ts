import type {HomeView} from '@slack/types';
import {ServiceRefused} from '../../model/errors.ts';
import {type Card, small} from '../kit.ts';
import {problemsOfView} from '../limits.ts';
import {asked} from '../posting.ts';
import type {Voice} from '../visit.ts';

/**
 * Puts a view into somebody's App Home. With a version, only in the place of that one: two processes may have something to show.
 * https://docs.slack.dev/reference/methods/views.publish
 */
export async function publishHome(
	{web, log}: Pick<Voice, 'web' | 'log'>,
	userId: string,
	view: HomeView,
	version?: string,
): Promise<{readonly version: string | undefined} | 'overtaken'> {
	const problems = problemsOfView(view);
	if (problems.length > 0) log.error({problems}, 'a view does not fit into Slack');
	try {
		const answer = await asked(web.views.publish({user_id: userId, view, ...(version === undefined ? {} : {hash: version})}));
		return {version: answer.view?.hash};
	} catch (error) {
		if (error instanceof ServiceRefused && error.trouble.reason === 'hash_conflict') return 'overtaken';
		throw error;
	}
}

/** A refusal, or a failure, in the place of what would stand there. */
export function homeOf({blocks}: Card): HomeView {
	return {type: 'home', blocks: [...blocks, small('To look once more, open this tab again.')]};
}

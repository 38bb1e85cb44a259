import type {KnownBlock} from '@slack/types';
import type {FormKind} from '../../model/send-again.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import type {PostOutcome} from '../../workflows/post-form.ts';
import {bold, line, small} from '../kit.ts';
import type {Notice} from '../suppression/blocks.ts';

/** Source: Devise 4.9 `confirmable`: within a day the token stays, and so does the time from which its life counts. */
export const confirmationLife =
	'A confirmation link lives 24 hours from its first mail. Sending again within that time sends the same link: the one in an earlier mail works too, and none lives longer for it. If it says that it has expired, send once more: only then is a new one made.';

/** Above the form that a person has to fill in instead. */
export const captchaWords =
	'Not sent: GitLab’s form asks for a captcha, which only a person can solve. The operator of Redeliver can set GITLAB_RESEND=link.';

const mails: Readonly<Record<FormKind, string>> = {confirmation: 'confirmation', reset: 'password reset'};
const watching = ' I watch the log, and tell in our direct message what becomes of the mail.';

/** What became of a form that Redeliver posted. */
export function postNotice(kind: FormKind, post: PostOutcome): Notice {
	const [text, rest] = wordsOf(kind, post);
	return {text, blocks: [line(bold(text), rest), ...lifeBlocks(kind, post)]};
}

function wordsOf(kind: FormKind, post: PostOutcome): readonly [headline: string, rest: string] {
	switch (post.outcome) {
		case 'taken':
			return [
				`GitLab took the form for a ${mails[kind]}.`,
				` It answers the same whether or not it sends a mail: the log tells.${watching}`,
			];
		case 'seen':
			return [`The ${mails[kind]} was sent: GitLab’s answer was lost, but the log shows the mail.`, watching];
		case 'unknown':
			return [
				`Not known whether the ${mails[kind]} was sent: GitLab’s answer was lost.`,
				` I do not repeat it. If GitLab took it, the log shows the mail within minutes.${watching}`,
			];
		case 'captcha':
			return [captchaWords, ''];
		case 'turned-away':
			return [
				`Not sent. GitLab turned the form away (${post.status}).`,
				' Please try once more. If it stays so, the operator of Redeliver can set GITLAB_RESEND=link.',
			];
		case 'failed':
			return [
				`Not sent. ${post.trouble === undefined ? 'GitLab did not take the form.' : troubleWords(post.trouble)}`,
				' Nothing was asked for. Please try again.',
			];
	}
}

function lifeBlocks(kind: FormKind, {outcome}: PostOutcome): readonly KnownBlock[] {
	return kind === 'confirmation' && (outcome === 'taken' || outcome === 'seen') ? [small(confirmationLife)] : [];
}

import {troubleWords} from '../../model/trouble-words.ts';
import type {EscalationOutcome} from '../../workflows/escalate.ts';
import {bold, line, link, type Piece} from '../kit.ts';
import type {Notice} from '../suppression/blocks.ts';

/** What stands above the card after `Create Issue`. */
export function escalationNotice(result: EscalationOutcome, ticket: string): Notice {
	switch (result.outcome) {
		case 'opened':
			return telling('The issue is open. Whoever has a console is asked there.', linkTo(result.escalation.issueUrl));
		case 'opened-before':
			return telling(
				'There is an issue for this account of the last day already. No second one was opened. ',
				linkTo(result.escalation.issueUrl),
			);
		case 'unknown':
			return telling(
				'Whether the issue was opened is not known.',
				`${result.trouble === undefined ? 'It was asked for a moment ago, and GitLab does not show it.' : troubleWords(result.trouble)} It is not asked for again blindly. Press Escalate once more in two minutes: I look for it first, and open one only if there is none.`,
			);
		case 'failed':
			return telling('No issue was opened.', `${troubleWords(result.trouble)}${cureOf(result.trouble.status)}`);
		case 'no-ticket':
			return telling(`Zendesk knows no ticket ${ticket}. No issue was opened.`);
		case 'unclear':
			return telling(
				'No issue was opened: whether this is a case for the console, I cannot see now.',
				`${troubleWords(result.trouble)} Please try again in a minute.`,
			);
		case 'not-offered':
			return telling('This is no case for the console any more, as far as I can see now. No issue was opened.');
	}
}

function cureOf(status: number | undefined): string {
	const isOurs = status === 401 || status === 403 || status === 404;
	return isOurs ? ' The operator has to check GITLAB_ESCALATION_PROJECT and GITLAB_ESCALATION_TOKEN.' : ' Please try again in a minute.';
}

function linkTo(url: string | undefined): Piece {
	return url === undefined ? '' : link(url);
}

function telling(words: string, ...more: readonly Piece[]): Notice {
	return {text: words, blocks: [line(bold(words), ' ', ...more)]};
}

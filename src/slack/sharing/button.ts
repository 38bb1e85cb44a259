import type {Button} from '@slack/types';
import type {ShareOutcome} from '../../workflows/share-card.ts';
import type {Entry} from '../ids.ts';
import {bold, button, type Card, line} from '../kit.ts';
import type {Visit} from '../visit.ts';

/** How the dialog names the channel; undefined where there is none to share with. Slack tells no name of a private one. */
export function channelWords({channelId, channelName}: Pick<Visit, 'channelId' | 'channelName'>): string | undefined {
	if (channelId === undefined || !/^[CG]/.test(channelId) || channelName?.startsWith('mpdm-')) return undefined;
	return channelName === undefined || channelName === 'privategroup' ? 'this private channel' : `#${channelName}`;
}

export function shareButton(entry: Entry, dialog: string, channel: string): Button {
	return button('Share to Channel', entry, dialog, {
		confirm: {
			title: 'Share with everybody?',
			text: `${channel} gets this card without buttons, the address masked, and nothing of what mail servers wrote. Your name stands on it.`,
			yes: 'Share',
		},
	});
}

const outcomes: Readonly<Record<ShareOutcome, string>> = {
	shared: 'Shared with this channel, the address masked.',
	'no-channel': 'Not shared: this is no channel. Ask again in the channel that shall see the card.',
	outsiders: 'Not shared: people of another organisation can see this channel.',
	unseen: 'Not shared: I cannot see who reads this channel. If it is private, invite me with /invite, and try again.',
};

export function shareNotice(outcome: ShareOutcome): Card {
	return {text: outcomes[outcome], blocks: [line(bold(outcomes[outcome]))]};
}

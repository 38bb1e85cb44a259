import type {WebClient} from '@slack/web-api';
import type {Announcements} from '../workflows/ports.ts';
import {code, line} from './kit.ts';
import type {Log} from './visit.ts';

export interface AnnouncementsDeps {
	readonly web: WebClient;
	readonly auditChannel: string | undefined;
	readonly log: Log & {readonly info: (fields: object, message: string) => void};
}

/** The log always gets a checkpoint; the audit channel, if there is one, too. */
export function createAnnouncements(deps: AnnouncementsDeps): Announcements {
	return {
		checkpoint: async ({count, head}) => {
			deps.log.info({checkpoint: `${count}:${head}`}, 'audit checkpoint');
			if (deps.auditChannel === undefined) return;
			const text = `Audit checkpoint ${count}:${head}`;
			await deps.web.chat.postMessage({
				channel: deps.auditChannel,
				text,
				blocks: [line('Audit checkpoint ', code(`${count}:${head}`))],
				unfurl_links: false,
				unfurl_media: false,
			});
		},
	};
}

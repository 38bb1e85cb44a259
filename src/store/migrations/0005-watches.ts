import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** Until here a watch knew only a message that was sent again. */
export const watches: Migration = {
	up: async (db) => {
		await sql`alter table delivery_watch
			add column act text not null default 'resend',
			add column owner text,
			add column asked jsonb,
			add column ticket text,
			add column sending_domain text,
			add column message_id text,
			add column kind text,
			add column subject text,
			add column state text not null default 'pending',
			add column seen jsonb,
			add column news_at timestamptz not null default present(),
			add column posting boolean not null default false`.execute(db);
		await sql`update delivery_watch set
			act = case when thread_ts is null then 'resend' else 'request' end,
			owner = coalesce((select requester_id from approval_request where approval_request.id = delivery_watch.id), channel),
			asked = jsonb_build_object('address', recipient),
			sending_domain = message->>'sendingDomain',
			message_id = sent_message_id,
			kind = message->>'kind',
			subject = message->>'subject',
			state = coalesce(told, 'pending'),
			posting = ts is not null`.execute(db);
		await sql`alter table delivery_watch
			alter column act drop default,
			alter column owner set not null,
			alter column sending_domain set not null,
			drop column message,
			drop column sent_message_id`.execute(db);
		await sql`create unique index delivery_watch_running on delivery_watch
			(owner, coalesce(thread_ts, ''), act, sending_domain, lower(recipient), coalesce(message_id, ''), coalesce(kind, ''))
			where not ended`.execute(db);
	},
};

import type {AuditRecord, AuditVerdict} from '../../model/audit.ts';
import type {Story} from '../stories.ts';
import {sendingDomains, type World} from '../world.ts';
import {faultsNow, serviceNames} from './fault-choices.ts';

/** The audit trail of the bot that lives in the world. */
export interface Trail {
	/** Oldest first. */
	readonly records: () => Promise<readonly AuditRecord[]>;
	readonly verify: () => Promise<AuditVerdict>;
}

export interface Outside {
	/** The world as it is now; another one after a reset. */
	readonly world: () => World;
	readonly trail: () => Trail;
	readonly stories: readonly Story[];
}

const lists = ['bounces', 'complaints', 'unsubscribes', 'whitelists'] as const;
/** Of the log and of the trail: a long day in the sandbox stays quick to draw. */
const mostLines = 60;

/** What stands beside the workspace: the same for everybody. */
export async function outsideOf({world, trail, stories}: Outside) {
	const records = await trail().records();
	const {mailgun, gitlab, zendesk, slack, faults} = world();
	const typed = new Set(slack.deliveries().map(({rawBody}) => commandIn(rawBody)));
	return {
		stories: stories.map((story) => ({...story, isTried: typed.has(story.command) || records.some((record) => isAbout(record, story))})),
		domains: Object.values(sendingDomains).map((domain) => ({
			domain,
			lists: lists.map((name) => ({name, entries: mailgun.entries(domain, name)})),
		})),
		mailboxes: mailgun.mailboxes().map((address) => ({address, mails: mailgun.mailbox(address)})),
		log: mailgun.log().slice(-mostLines).toReversed(),
		accounts: gitlab.users().map(({id, username, name, state, email, unconfirmedEmail, confirmedAt, createdAt, emails}) => {
			const secondary = emails
				.filter((one) => one.email !== email)
				.map((one) => ({email: one.email, isConfirmed: one.confirmedAt !== null}));
			return {id, username, name, state, email, unconfirmedEmail, isConfirmed: confirmedAt !== null, createdAt, secondary};
		}),
		issues: gitlab
			.openIssues()
			.map(({id, iid, project, title, description}) => ({id, number: `${project.path}#${iid}`, title, description})),
		tickets: ticketsOf(zendesk),
		trail: {
			count: records.length,
			records: records
				.slice(-mostLines)
				.toReversed()
				.map(({seq, at, actor, act, address, target, ticket, hash}) => ({seq, at, actor, act, address, target, ticket, hash})),
		},
		faults: serviceNames.map((service) => ({service, fault: faultsNow(faults, service)})),
	};
}

function ticketsOf({tickets, users}: World['zendesk']) {
	const people = new Map(users().map(({id, name, email}) => [id, email ?? name]));
	return tickets().map(({id, subject, status, requesterId, tags, comments}) => ({
		id,
		subject,
		status,
		requester: people.get(requesterId),
		tags,
		comments: comments.map(({authorId, body, isPublic, createdAt}) => ({author: people.get(authorId), body, isPublic, at: createdAt})),
	}));
}

/** Whoever looked into a ticket left an entry about its address, or one that names it. */
/** As somebody typed it; no command at all reads like nothing that a ticket proposes. */
function commandIn(rawBody: string): string {
	const body = new URLSearchParams(rawBody);
	return `${body.get('command')} ${body.get('text')}`;
}

function isAbout({address, ticket}: AuditRecord, story: Story): boolean {
	return address === story.customer || ticket === String(story.ticket);
}

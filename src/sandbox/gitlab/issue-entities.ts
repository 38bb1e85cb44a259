import type {GitlabIssue, GitlabProject} from './types.ts';
import {basicUser} from './user-entities.ts';
import type {World} from './world.ts';

type Entity = Readonly<Record<string, unknown>>;

export function projectEntity(world: World, {id, path, issuesEnabled}: GitlabProject): Entity {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return {
		id,
		description: null,
		name,
		name_with_namespace: path.split('/').join(' / '),
		path: name,
		path_with_namespace: path,
		default_branch: 'main',
		web_url: `${world.origin}/${path}`,
		visibility: 'private',
		archived: false,
		issues_enabled: issuesEnabled ?? true,
	};
}

export function issueEntity(world: World, issue: GitlabIssue): Entity {
	const {iid, project} = issue;
	const author = world.accounts.get(issue.authorId);
	const self = `${world.origin}/api/v4/projects/${project.id}/issues/${iid}`;
	return {
		id: issue.id,
		iid,
		project_id: project.id,
		title: issue.title,
		description: issue.description,
		state: issue.state,
		created_at: issue.createdAt,
		updated_at: issue.closedAt ?? issue.createdAt,
		closed_at: issue.closedAt,
		closed_by: null,
		labels: issue.labels,
		milestone: null,
		assignees: [],
		author: author === undefined ? null : basicUser(world, author.user),
		type: 'ISSUE',
		assignee: null,
		user_notes_count: 0,
		merge_requests_count: 0,
		upvotes: 0,
		downvotes: 0,
		start_date: null,
		due_date: null,
		confidential: issue.confidential,
		discussion_locked: null,
		issue_type: 'issue',
		web_url: issue.webUrl,
		time_stats: {time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null},
		task_completion_status: {count: 0, completed_count: 0},
		blocking_issues_count: 0,
		has_tasks: false,
		_links: {
			self,
			notes: `${self}/notes`,
			award_emoji: `${self}/award_emoji`,
			project: `${world.origin}/api/v4/projects/${project.id}`,
			closed_as_duplicate_of: null,
		},
		references: {short: `#${iid}`, relative: `#${iid}`, full: `${project.path}#${iid}`},
		severity: 'UNKNOWN',
		moved_to_id: null,
		imported: false,
		imported_from: 'none',
		service_desk_reply_to: null,
	};
}

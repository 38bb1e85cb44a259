import type {SimulatedAnswer} from '../http.ts';
import {forbidden, jsonAnswer, notFound, refusal, unauthorized} from './answers.ts';
import type {Caller} from './auth.ts';
import {issueEntity, projectEntity} from './issue-entities.ts';
import {answerPage} from './pages.ts';
import {optionalChoice, optionalFlag, optionalText, type Params, requiredText} from './params.ts';
import type {Call} from './routes.ts';
import type {GitlabIssue, GitlabProject} from './types.ts';

/** By number or path. Projects are private: who may not read one is told that it does not exist. */
function projectAsked({world, caller, params}: Call): {readonly project: GitlabProject; readonly caller: Caller} {
	if (caller === undefined) throw unauthorized();
	const wanted = String(params.get('id'));
	const project = world.projects.find(({id, path}) => String(id) === wanted || path.toLowerCase() === wanted.toLowerCase());
	const isReadable = project !== undefined && (caller.readsAll || (caller.token.projects ?? []).includes(project.path));
	if (!isReadable) throw notFound('Project');
	return {project, caller};
}

export function showProject(call: Call): SimulatedAnswer {
	return jsonAnswer(200, projectEntity(call.world, projectAsked(call).project));
}

export function listIssues(call: Call): SimulatedAnswer {
	const {project} = projectAsked(call);
	const rows = call.world.issues.filter((issue) => issue.project.id === project.id && fits(issue, call.params));
	const isAscending = optionalChoice(call.params, 'sort', ['asc', 'desc']) === 'asc';
	const sorted = rows.sort((one, other) => (isAscending ? one.iid - other.iid : other.iid - one.iid));
	return answerPage({...call, rows: sorted, show: (issue) => issueEntity(call.world, issue)});
}

/** `search` looks for all its words in title and description; `labels` wants every one. */
function fits(issue: GitlabIssue, params: Params): boolean {
	const state = optionalChoice(params, 'state', ['opened', 'closed', 'all']) ?? 'all';
	const labels = listOf(params.get('labels') ?? params.get('labels[]'));
	const words = (optionalText(params, 'search') ?? '').toLowerCase().split(/\s+/);
	const text = searchedText(issue, optionalText(params, 'in') ?? 'title,description');
	if (state !== 'all' && issue.state !== state) return false;
	return labels.every((label) => issue.labels.includes(label)) && words.every((word) => text.includes(word));
}

function searchedText({title, description}: GitlabIssue, places: string): string {
	const fields = places.split(',').map((place) => (place.trim() === 'title' ? title : (description ?? '')));
	return fields.join('\n').toLowerCase();
}

/** Comma-separated text, or a list. */
function listOf(value: unknown): readonly string[] {
	const parts = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}

export function showIssue(call: Call): SimulatedAnswer {
	const {project} = projectAsked(call);
	const issue = call.world.issues.find((one) => one.project.id === project.id && String(one.iid) === call.params.get('issue_iid'));
	if (issue === undefined) throw refusal(404, '404 Not found');
	return jsonAnswer(200, issueEntity(call.world, issue));
}

export function createIssue(call: Call): SimulatedAnswer {
	const {world, params} = call;
	const [title, confidential] = [requiredText(params, 'title'), optionalFlag(params, 'confidential')];
	const description = optionalText(params, 'description') ?? null;
	const {project, caller} = projectAsked(call);
	if (project.issuesEnabled === false || !mayWrite(caller, project)) throw forbidden();
	refuseLong(title, description);
	const iid = world.issues.filter((issue) => issue.project.id === project.id).length + 1;
	const issue: GitlabIssue = {
		id: world.nextId(),
		iid,
		project,
		title,
		description,
		labels: [...listOf(params.get('labels') ?? params.get('labels[]'))].sort(),
		confidential,
		state: 'opened',
		createdAt: world.clock(),
		closedAt: null,
		authorId: caller.owner.user.id,
		webUrl: `${world.origin}/${project.path}/-/issues/${iid}`,
	};
	world.issues.push(issue);
	world.changed();
	return jsonAnswer(201, issueEntity(world, issue));
}

function mayWrite({isAdministrator, token}: Caller, {path}: GitlabProject): boolean {
	return isAdministrator || (token.projects ?? []).includes(path);
}

function refuseLong(title: string, description: string | null): void {
	if (title.trim() === '') throw refusal(400, {title: ["can't be blank"]});
	if (title.length > 255) throw refusal(400, {title: ['is too long (maximum is 255 characters)']});
	if ((description ?? '').length > 1_048_576) throw refusal(400, {description: ['is too long (maximum is 1048576 characters)']});
}

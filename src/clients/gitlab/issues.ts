import {z} from 'zod';
import {bearsReference} from '../../model/escalation.ts';
import type {Issues} from '../../workflows/ports.ts';
import {createGitlabSdk, type GitlabAccess} from './sdk.ts';

const issueSchema = z.object({description: z.string().nullish(), web_url: z.url({protocol: /^https?$/})});
const pageSize = 100;

/** Issues of one project, `group/project`, by the Issues API and a token of that project with the scope `api`. https://docs.gitlab.com/api/issues/ */
export function createIssues(access: GitlabAccess & {readonly project: string}): Issues {
	const ask = createGitlabSdk(access);
	const {project: projectId} = access;
	return {
		open: async ({title, description}) => {
			const {value} = await ask(issueSchema, ({issues}) => issues.create(projectId, title, {description, confidential: true}));
			return value.web_url;
		},
		find: async (reference) => {
			const search = {projectId, search: reference, in: 'description', perPage: pageSize, page: 1};
			const {value} = await ask(z.array(issueSchema), ({issues}) => issues.all(search));
			return value.find(({description}) => bearsReference(description ?? '', reference))?.web_url;
		},
	};
}

/** For `doctor`: how the project and the token stand. Reads only. */
export async function readIssueProject(access: GitlabAccess & {readonly project: string}) {
	const ask = createGitlabSdk(access);
	const projectSchema = z.object({issues_enabled: z.boolean(), archived: z.boolean().nullish()});
	const [{value}, scopes] = await Promise.all([ask(projectSchema, ({projects}) => projects.show(access.project)), readScopes(access)]);
	return {takesIssues: value.issues_enabled && value.archived !== true, scopes};
}

/** What the token may do; every token may look at itself. https://docs.gitlab.com/api/personal_access_tokens/ */
export async function readScopes(access: GitlabAccess): Promise<readonly string[]> {
	const schema = z.object({scopes: z.array(z.string())});
	const {value} = await createGitlabSdk(access)(schema, ({users}) => users.requester.get('personal_access_tokens/self'));
	return value.scopes;
}

import {accountOf, addAccount, changeAccount} from './accounts.ts';
import {settle} from './expiry.ts';
import type {GitlabSimulator} from './types.ts';
import type {World} from './world.ts';

type Controls = Pick<GitlabSimulator, 'addUser' | 'changeUser' | 'removeUser' | 'users' | 'openIssues' | 'closeIssue' | 'setCaptcha'>;

/** What the sandbox and the tests do to GitLab from outside. Each settles first what was due before. */
export function createControls(world: World): Controls {
	return {
		addUser: (wanted) => {
			settle(world);
			const {user} = addAccount(world, wanted);
			world.changed();
			return user;
		},
		changeUser: (username, change) => {
			settle(world);
			return changeAccount(world, accountOf(world, username), change);
		},
		removeUser: (username) => {
			settle(world);
			world.accounts.delete(accountOf(world, username).user.id);
			world.changed();
		},
		users: () => {
			settle(world);
			const owners = new Set(world.owners.values());
			return [...world.accounts.values()].filter((account) => !owners.has(account)).map(({user}) => user);
		},
		openIssues: () => world.issues.filter(({state}) => state === 'opened'),
		closeIssue: (projectPath, iid) => closeIssue(world, projectPath, iid),
		setCaptcha: (captcha) => {
			world.captcha = captcha;
			world.changed();
		},
	};
}

function closeIssue(world: World, projectPath: string, iid: number): void {
	const at = world.issues.findIndex((issue) => issue.project.path === projectPath && issue.iid === iid);
	const issue = world.issues[at];
	if (issue === undefined) throw new Error(`no issue ${projectPath}#${iid}`);
	world.issues[at] = {...issue, state: 'closed', closedAt: world.clock()};
	world.changed();
}

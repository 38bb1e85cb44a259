import type {OutgoingMail} from '../mailgun/types.ts';

export type GitlabScope = 'api' | 'read_api' | 'read_user' | 'admin_mode';

/** A personal or project access token, and what its owner may do. */
export interface GitlabToken {
	readonly token: string;
	readonly scopes: readonly GitlabScope[];
	readonly administrator: boolean;
	/** Reads what administrators read, but cannot search private addresses. */
	readonly auditor?: boolean;
	/** Of the owner. Default: invented. */
	readonly username?: string;
	readonly state?: 'active' | 'expired' | 'revoked';
	/** Paths of the projects whose issues a token without administrator rights reads and writes. */
	readonly projects?: readonly string[];
}

export type GitlabUserState = 'active' | 'blocked' | 'ldap_blocked' | 'blocked_pending_approval' | 'banned' | 'deactivated';

export interface GitlabIdentity {
	readonly provider: string;
	readonly extern_uid: string;
	readonly saml_provider_id?: number;
}

/** A row of an account's addresses; the primary one has a row once it is confirmed. */
export interface GitlabEmail {
	readonly id: number;
	readonly email: string;
	readonly confirmedAt: Date | null;
	readonly createdAt: Date;
}

export interface SupportPin {
	/** Six digits. */
	readonly pin: string;
	readonly expiresAt: Date;
}

export interface GitlabUser {
	readonly id: number;
	readonly username: string;
	readonly name: string;
	/** The primary address, confirmed or not. */
	readonly email: string;
	/** A new primary address that waits for its confirmation. The REST API never shows it. */
	readonly unconfirmedEmail: string | null;
	readonly state: GitlabUserState;
	readonly locked: boolean;
	readonly createdAt: Date;
	readonly confirmedAt: Date | null;
	/** When the present confirmation link was made; sending the same link again does not move it. */
	readonly confirmationSentAt: Date | null;
	readonly resetSentAt: Date | null;
	readonly publicEmail: string | null;
	/** The administrators' note. */
	readonly note: string | null;
	readonly identities: readonly GitlabIdentity[];
	/** False: signs in by SAML or LDAP only, and gets no reset mail. */
	readonly hasPassword: boolean;
	readonly twoFactorEnabled: boolean;
	readonly isAdmin: boolean;
	readonly lastSignInAt: Date | null;
	readonly signInCount: number;
	readonly enterpriseGroupId: number | null;
	readonly supportPin: SupportPin | null;
	readonly emails: readonly GitlabEmail[];
}

export interface NewGitlabUser extends Partial<Omit<GitlabUser, 'emails'>> {
	readonly username: string;
	readonly email: string;
	readonly secondaryEmails?: readonly {readonly email: string; readonly confirmedAt?: Date | null; readonly createdAt?: Date}[];
}

export interface GitlabProject {
	readonly id: number;
	/** `group/project` */
	readonly path: string;
	readonly issuesEnabled?: boolean;
}

export interface GitlabIssue {
	readonly id: number;
	/** Counts within the project. */
	readonly iid: number;
	readonly project: GitlabProject;
	readonly title: string;
	readonly description: string | null;
	readonly labels: readonly string[];
	readonly confidential: boolean;
	readonly state: 'opened' | 'closed';
	readonly createdAt: Date;
	readonly closedAt: Date | null;
	readonly authorId: number;
	readonly webUrl: string;
}

/** One request that GitLab answered, as seen on the wire. */
export interface GitlabRequest {
	readonly at: Date;
	readonly method: string;
	/** Raw, not decoded, without the query. */
	readonly path: string;
	readonly query: string;
	readonly body: string;
	readonly contentType: string;
	/** Of the answer. */
	readonly status: number;
	readonly token: string | undefined;
}

export type SendMail = (mail: OutgoingMail) => void;

/** What customers do on GitLab's own pages. */
export interface CustomerDeeds {
	/**
	 * The right password, so a verification code is mailed. `locks`: after wrong passwords or from a new network, the account is locked until then.
	 * `refused`: unconfirmed, not active, no password, or a second factor of its own; nothing is mailed.
	 */
	readonly signIn: (username: string, options?: {readonly locks?: boolean}) => 'code-mailed' | 'refused';
	/** True: it was the newest code and at most 60 minutes old. */
	readonly enterCode: (username: string, code: string) => boolean;
	/** Signs up; GitLab mails a link, or a code. @throws Error when the address or the username is taken. */
	readonly register: (person: {
		readonly username: string;
		readonly email: string;
		readonly name?: string;
		readonly confirmBy?: 'link' | 'code';
	}) => GitlabUser;
	/** Fills GitLab's form in a browser. */
	readonly requestConfirmation: (address: string) => void;
	readonly requestReset: (address: string) => void;
	/** The new address waits in `unconfirmedEmail`, and gets the confirmation mail. @throws Error when the address is taken. */
	readonly changePrimary: (username: string, address: string) => void;
	/** @throws Error when the address is taken. */
	readonly addSecondary: (username: string, address: string) => GitlabEmail;
	readonly createSupportPin: (username: string) => SupportPin;
}

export interface GitlabSimulator extends CustomerDeeds {
	/** For `GITLAB_URL`: the API stands below it at `/api/v4`. */
	readonly origin: string;
	/** @throws Error when the address or the username is taken. An unconfirmed account of long ago expires at once. */
	readonly addUser: (user: NewGitlabUser) => GitlabUser;
	readonly changeUser: (username: string, change: Partial<Omit<GitlabUser, 'id' | 'emails'>>) => GitlabUser;
	readonly removeUser: (username: string) => void;
	/** Without the owners of the tokens. */
	readonly users: () => readonly GitlabUser[];
	readonly openIssues: () => readonly GitlabIssue[];
	readonly closeIssue: (projectPath: string, iid: number) => void;
	readonly setCaptcha: (captcha: boolean) => void;
	/** Every request, refused ones too, oldest first. */
	readonly requests: () => readonly GitlabRequest[];
	readonly onChange: (listener: () => void) => () => void;
	readonly close: () => Promise<void>;
}

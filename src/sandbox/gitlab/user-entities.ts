import type {GitlabEmail, GitlabUser} from './types.ts';
import type {World} from './world.ts';

type Entity = Readonly<Record<string, unknown>>;

/** What everybody sees: UserBasic. */
export function basicUser(world: World, user: GitlabUser): Entity {
	return {
		id: user.id,
		username: user.username,
		public_email: user.publicEmail,
		name: user.name,
		state: user.state,
		locked: user.locked,
		avatar_url: null,
		web_url: `${world.origin}/${user.username}`,
	};
}

/** One user, to everybody who is signed in: User. */
export function plainUser(world: World, user: GitlabUser): Entity {
	return {
		...basicUser(world, user),
		created_at: user.createdAt,
		bio: '',
		location: null,
		linkedin: '',
		twitter: '',
		discord: '',
		website_url: '',
		github: '',
		job_title: '',
		pronouns: null,
		organization: '',
		bot: false,
		work_information: null,
		followers: 0,
		following: 0,
		is_followed: false,
		local_time: null,
	};
}

/** Oneself: UserPublic. */
export function publicUser(world: World, user: GitlabUser): Entity {
	return {
		...plainUser(world, user),
		last_sign_in_at: user.lastSignInAt,
		confirmed_at: user.confirmedAt,
		last_activity_on: user.lastSignInAt?.toISOString().slice(0, 10) ?? null,
		email: user.email,
		theme_id: 3,
		color_scheme_id: 1,
		projects_limit: 100_000,
		current_sign_in_at: user.lastSignInAt,
		identities: user.identities,
		can_create_group: true,
		can_create_project: true,
		two_factor_enabled: user.twoFactorEnabled,
		external: false,
		private_profile: false,
		commit_email: user.email,
		preferred_language: 'en',
		shared_runners_minutes_limit: null,
		extra_shared_runners_minutes_limit: null,
		scim_identities: [],
	};
}

/** Rows of a list, to administrators and auditors: UserWithAdmin. It tells neither the new address in waiting nor when a mail was sent. */
export function userWithAdmin(world: World, user: GitlabUser): Entity {
	return {
		...publicUser(world, user),
		is_admin: user.isAdmin,
		note: user.note,
		namespace_id: user.id + 10_000,
		created_by: null,
		using_license_seat: false,
		is_auditor: false,
		provisioned_by_group_id: user.enterpriseGroupId,
		enterprise_group_id: user.enterpriseGroupId,
		enterprise_group_associated_at: user.enterpriseGroupId === null ? null : user.createdAt,
	};
}

/** One user, to administrators and auditors: UserDetailsWithAdmin. */
export function userDetailsWithAdmin(world: World, user: GitlabUser): Entity {
	const address = user.lastSignInAt === null ? null : '192.0.2.10';
	return {
		...userWithAdmin(world, user),
		highest_role: 0,
		current_sign_in_ip: address,
		last_sign_in_ip: address,
		sign_in_count: user.signInCount,
		plan: 'free',
		trial: false,
	};
}

export function emailEntity({id, email, confirmedAt}: GitlabEmail): Entity {
	return {id, email, confirmed_at: confirmedAt};
}

/** What a person wants to do, as the table of permissions divides it. */
export type Deed = 'look-up' | 'act' | 'request' | 'decide' | 'cancel' | 'switch';

/** What the directory knows of a person at the moment of asking. */
export interface Standing {
	/** A full, active person of this workspace: no bot, guest, stranger or deactivated account. Unknown counts as no. */
	readonly isFullMember: boolean;
	readonly isAgent: boolean;
	readonly isManager: boolean;
}

export const stranger: Standing = {isFullMember: false, isAgent: false, isManager: false};

export type Permission =
	| {readonly permitted: true}
	| {readonly permitted: false; readonly reason: 'not-a-member' | 'not-listed' | 'not-a-manager' | 'own-request' | 'not-the-requester'};

const no = (reason: Exclude<Permission, {permitted: true}>['reason']): Permission => ({permitted: false, reason});

/**
 * Who may do what. `own`: whether the thing that is decided or cancelled is the person's own request.
 * The default is no.
 */
export function permit(standing: Standing, deed: Deed, own: boolean): Permission {
	if (!standing.isFullMember) return no('not-a-member');
	if (!standing.isAgent && !standing.isManager) return no('not-listed');
	switch (deed) {
		case 'look-up':
		case 'act':
		case 'request':
			return {permitted: true};
		case 'decide':
		case 'switch':
			return permitManager(standing, own);
		case 'cancel':
			return own ? {permitted: true} : no('not-the-requester');
	}
}

function permitManager({isManager}: Standing, own: boolean): Permission {
	if (!isManager) return no('not-a-manager');
	return own ? no('own-request') : {permitted: true};
}

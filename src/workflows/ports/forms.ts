import type {AuditNote} from '../../model/audit.ts';
import type {FormKind, FormPost, FormPostState} from '../../model/send-again.ts';

/** GitLab's own forms for mails that no API sends. */
export interface AccountForms {
	/**
	 * Asks for a mail to this primary address. `taken` is all that can be known: GitLab answers the same whether or not it sends one.
	 * An answer that is lost leaves it unknown, unless the error says `neverSent`.
	 */
	readonly post: (kind: FormKind, address: string) => Promise<FormAnswer>;
}

export type FormAnswer =
	| {readonly answer: 'taken'}
	/** Only a person can go on. Nothing was asked for. */
	| {readonly answer: 'captcha'}
	/** Nothing was asked for. */
	| {readonly answer: 'turned-away'; readonly status: number};

/** The forms that were posted: no address is kept with them. */
export interface FormPosts {
	/** The intent. The same delivery gets the same record, and only its first call may post. */
	readonly begin: (
		draft: Pick<FormPost, 'kind' | 'accountId'> & {readonly by: string; readonly delivery: string},
		note: AuditNote,
	) => Promise<{readonly post: FormPost; readonly mayBePosted: boolean}>;
	readonly find: (delivery: string) => Promise<FormPost | undefined>;
	/** From `posting` only; resolves with how it stands. */
	readonly settle: (id: string, to: Exclude<FormPostState, 'posting'>, note: AuditNote) => Promise<FormPost>;
}

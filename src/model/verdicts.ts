type Suppressed = 'suppressed-bounce' | 'suppressed-complaint' | 'suppressed-unsubscribe';

/** Of the newest mail that counts. */
type OfTheMail = 'rejected' | 'delayed' | 'link-expired' | 'delivered';

type OfGitlab =
	| 'no-account'
	| 'account-expiring'
	| 'account-blocked'
	| 'unconfirmed-email-mismatch'
	| 'address-not-on-account'
	| 'already-confirmed'
	| 'secondary-unconfirmed'
	| 'dropped-while-suppressed'
	| 'not-sent';

type OfPortal =
	| 'portal-no-account'
	| 'portal-login-inactive'
	| 'portal-unconfirmed'
	| 'portal-several-accounts'
	| 'portal-unlinked'
	| 'portal-linked-elsewhere'
	| 'wrong-site'
	| 'portal-ok';

/** What a rule says when it holds. Their order is that of the rules. */
export type Finding = Suppressed | OfTheMail | OfGitlab | OfPortal;
export type VerdictCode = Finding | 'incomplete';

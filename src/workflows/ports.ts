/**
 * The interfaces between the deeds and the world, in the words of the domain.
 * Methods reject with `ServiceUnavailable` when the world did not answer, with `ServiceRefused` when it said no,
 * and with `StoreUnavailable` when a record could not be written. "Not there" is a value.
 */

export type * from './ports/accounts.ts';
export type * from './ports/allowances.ts';
export type * from './ports/announcements.ts';
export type * from './ports/automation.ts';
export type * from './ports/bulk-removals.ts';
export type * from './ports/escalations.ts';
export type * from './ports/forms.ts';
export type * from './ports/home.ts';
export type * from './ports/lookout.ts';
export type * from './ports/mail.ts';
export type * from './ports/people.ts';
export type * from './ports/portal-accounts.ts';
export type * from './ports/removals.ts';
export type * from './ports/resending.ts';
export type * from './ports/support-pins.ts';
export type * from './ports/sweeps.ts';
export type * from './ports/tickets.ts';
export type * from './ports/trail.ts';
export type * from './ports/watches.ts';

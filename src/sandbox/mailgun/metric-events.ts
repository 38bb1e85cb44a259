import type {LogEvent} from './log-event.ts';

type Rule = (event: LogEvent) => boolean;

const failed: Rule = (event) => event.event === 'failed';
const delivered: Rule = (event) => event.event === 'delivered';
const accepted: Rule = (event) => event.event === 'accepted';
const permanent: Rule = (event) => failed(event) && event.severity === 'permanent';
const temporary: Rule = (event) => failed(event) && event.severity === 'temporary';
const never: Rule = () => false;
const becauseOf =
	(reason: string): Rule =>
	(event) =>
		event.reason === reason;
const both =
	(first: Rule, second: Rule): Rule =>
	(event) =>
		first(event) && second(event);
const suppressed: Rule = (event) => event.reason?.startsWith('suppress-') ?? false;
const bounceType =
	(type: 'hard' | 'soft'): Rule =>
	(event) =>
		failed(event) && event['delivery-status']?.['bounce-type'] === type;
const attempts = (event: LogEvent): number => event['delivery-status']?.['attempt-no'] ?? 0;

/**
 * Mailgun's metric events by their descriptions in its specification.
 * Events that no mail of this simulator causes (opens, incoming mail, webhooks) are known and never match.
 */
export const metricEvents: ReadonlyMap<string, Rule> = new Map<string, Rule>([
	['accepted', accepted],
	['accepted_outgoing', accepted],
	['accepted_incoming', never],
	['delivered', delivered],
	['delivered_smtp', delivered],
	['delivered_http', never],
	['delivered_optimized', never],
	['delivered_first_attempt', (event) => delivered(event) && attempts(event) === 1],
	['delivered_subsequent', (event) => delivered(event) && attempts(event) > 1],
	['delivered_two_plus_attempts', (event) => delivered(event) && attempts(event) > 1],
	['delayed_first_attempt', (event) => (delivered(event) && attempts(event) > 1) || event.reason === 'old'],
	['failed', failed],
	['processed', (event) => delivered(event) || failed(event)],
	['sent', (event) => (delivered(event) || failed(event)) && !suppressed(event)],
	['temporary_failed', temporary],
	['permanent_failed', permanent],
	['permanent_failed_old', both(permanent, becauseOf('old'))],
	['permanent_failed_optimized', never],
	['esp_block', both(failed, becauseOf('espblock'))],
	['temporary_failed_esp_block', both(temporary, becauseOf('espblock'))],
	['permanent_failed_esp_block', both(permanent, becauseOf('espblock'))],
	['webhook_failure', never],
	['bounced', (event) => permanent(event) && !suppressed(event)],
	['hard_bounces', bounceType('hard')],
	['soft_bounces', bounceType('soft')],
	['delayed_bounce', never],
	['suppressed_bounces', both(permanent, becauseOf('suppress-bounce'))],
	['suppressed_unsubscribed', both(permanent, becauseOf('suppress-unsubscribe'))],
	['suppressed_complaints', both(permanent, becauseOf('suppress-complaint'))],
	['stored', never],
	['opened', never],
	['clicked', never],
	['unique_opened', never],
	['unique_clicked', never],
	['complained', never],
	['unsubscribed', never],
]);

/** Names that the field `events` takes. */
export const eventNames: ReadonlySet<string> = new Set([
	'accepted',
	'delivered',
	'failed',
	'opened',
	'unique_opened',
	'clicked',
	'unique_clicked',
	'unsubscribed',
	'complained',
	'rejected',
	'stored',
	'email_validation',
	'list_uploaded',
	'list_member_uploaded',
	'list_member_upload_error',
	'trapped',
]);

import type {Kysely} from 'kysely';
import type {Config} from './config.ts';
import {limitAlertQueue} from './jobs/limit-alert.ts';
import type {Metrics} from './metrics.ts';
import {createAllowances} from './store/allowances.ts';
import type {AuditStore} from './store/audit-trail.ts';
import type {Jobs} from './store/jobs.ts';
import type {Schema} from './store/schema.ts';

/** Looks at tickets: more than a busy day brings, and few enough to be read by those who watch over them. */
const automationsPerHour = 100;

export interface LimitingParts {
	readonly config: Config;
	readonly db: Kysely<Schema>;
	readonly audit: AuditStore;
	readonly jobs: Jobs;
	readonly metrics: Pick<Metrics, 'onLimit'>;
}

/** What the limits of an hour need of the configuration and of the store. */
export function buildLimiting({config, db, audit, jobs, metrics}: LimitingParts) {
	return {
		limits: {
			removal: config.LIMIT_REMOVALS_PER_HOUR,
			resend: config.LIMIT_RESENDS_PER_HOUR,
			request: config.LIMIT_REQUESTS_PER_HOUR,
			sweep: config.LIMIT_SWEEPS_PER_HOUR,
			automation: automationsPerHour,
		},
		allowances: createAllowances({
			db,
			audit,
			onRefusal: async (transaction, refusal, isFirst) => {
				metrics.onLimit(refusal);
				if (isFirst) await jobs.sendIn(transaction, limitAlertQueue, refusal);
			},
		}),
	};
}

import {Counter, collectDefaultMetrics, Histogram, Registry} from 'prom-client';
import {everybody, type LimitRefusal} from './model/allowance.ts';

export interface Metrics {
	readonly text: () => Promise<string>;
	readonly type: string;
	readonly onCall: (call: {
		readonly service: string;
		readonly method: string;
		readonly status: number | string;
		readonly seconds: number;
	}) => void;
	readonly onRefusal: (status: number) => void;
	readonly onLimit: (refusal: LimitRefusal) => void;
	/** Calls to outside services so far, by service. */
	readonly calls: () => Promise<Readonly<Record<string, number>>>;
}

/** Prometheus metrics of one bot. No label ever holds an address or a path. */
export function createMetrics(): Metrics {
	const registry = new Registry();
	// Its default wakes the process a hundred times a second.
	collectDefaultMetrics({register: registry, eventLoopMonitoringPrecision: 500});
	const calls = new Counter({
		name: 'redeliver_upstream_requests_total',
		help: 'Requests to outside services, by answer',
		labelNames: ['service', 'method', 'status'],
		registers: [registry],
	});
	const seconds = new Histogram({
		name: 'redeliver_upstream_request_seconds',
		help: 'How long outside services took',
		labelNames: ['service'],
		buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5],
		registers: [registry],
	});
	const refusals = new Counter({
		name: 'redeliver_refused_deliveries_total',
		help: 'Requests turned away at the front door, by status',
		labelNames: ['status'],
		registers: [registry],
	});
	const limits = new Counter({
		name: 'redeliver_limit_refusals_total',
		help: 'Deeds refused by the limits of an hour, by what was wanted and whose limit it was',
		labelNames: ['act', 'scope'],
		registers: [registry],
	});
	return {
		text: () => registry.metrics(),
		type: registry.contentType,
		onCall: (call) => {
			calls.inc({service: call.service, method: call.method, status: String(call.status)});
			seconds.observe({service: call.service}, call.seconds);
		},
		onRefusal: (status) => refusals.inc({status: String(status)}),
		onLimit: ({act, key}) => limits.inc({act, scope: key === everybody ? everybody : 'person'}),
		calls: async () => {
			const {values} = await calls.get();
			const sums: Record<string, number> = {};
			for (const {labels, value} of values) sums[String(labels.service)] = (sums[String(labels.service)] ?? 0) + value;
			return sums;
		},
	};
}

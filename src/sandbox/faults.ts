/**
 * The knob: what goes wrong, at which service, for which requests.
 * A rule is taken by the first request that it fits; `times` says how often (default: until it is cleared).
 */

export type ServiceName = 'slack' | 'mailgun' | 'gitlab' | 'zendesk' | 'portal';

export type FaultKind =
	| 'slow' /* answers right, but only after delayMs */
	| 'rate-limited' /* 429, with retryAfter if given */
	| 'server-error' /* 500 */
	| 'bad-gateway' /* 502 with an HTML page */
	| 'unavailable' /* 503 */
	| 'gateway-timeout' /* 504 */
	| 'echo' /* 401, and a body that repeats the request's headers: what a careless proxy does */
	| 'down' /* the connection is cut before anything is read */
	| 'reset-in-body' /* headers and half of the body, then the connection is cut */
	| 'hang' /* accepts the request and never answers */
	| 'hang-in-body' /* headers and half of the body, then silence */
	| 'truncated' /* 200, valid headers, half of the JSON */
	| 'wrong-type' /* 200, JSON of another shape */
	| 'html' /* 200, an HTML page */
	| 'huge' /* 200, a body of 10 MB */
	| 'gzip-bomb' /* 200, a small gzip body that unpacks to 1 GB */
	| 'redirect'; /* 301 to redirectTo */

export interface FaultRule {
	readonly service: ServiceName;
	readonly fault: FaultKind;
	readonly method?: string;
	/** Tested against the raw path with its query. */
	readonly path?: RegExp;
	readonly times?: number;
	readonly delayMs?: number;
	readonly retryAfter?: string;
	readonly redirectTo?: string;
	/** The request takes its effect first: an ambiguous answer to a write. */
	readonly afterEffect?: boolean;
	/** Called when a request has met the rule, after its effect if it takes any. */
	readonly onMet?: () => void;
}

export interface FaultBoard {
	/** Returns a function that takes the rule away again. */
	readonly add: (rule: FaultRule) => () => void;
	readonly clear: (service?: ServiceName) => void;
	readonly list: () => readonly FaultRule[];
	/** The rule that this request meets, counted as used. */
	readonly take: (service: ServiceName, method: string, path: string) => FaultRule | undefined;
}

function fits(rule: FaultRule, service: ServiceName, method: string, path: string): boolean {
	return rule.service === service && (rule.method ?? method) === method && (rule.path?.test(path) ?? true);
}

export function createFaultBoard(): FaultBoard {
	let rules: {readonly rule: FaultRule; left: number}[] = [];
	return {
		add: (rule) => {
			const entry = {rule, left: rule.times ?? Number.POSITIVE_INFINITY};
			rules.push(entry);
			return () => {
				rules = rules.filter((other) => other !== entry);
			};
		},
		clear: (service) => {
			rules = service === undefined ? [] : rules.filter((entry) => entry.rule.service !== service);
		},
		list: () => rules.map((entry) => entry.rule),
		take: (service, method, path) => {
			const entry = rules.find((candidate) => candidate.left > 0 && fits(candidate.rule, service, method, path));
			if (entry === undefined) return undefined;
			entry.left -= 1;
			return entry.rule;
		},
	};
}

import type {FaultBoard, FaultRule} from '../faults.ts';

/** The services that the page can trouble, and how. */
export const serviceNames = ['slack', 'mailgun', 'gitlab', 'zendesk'] as const;
export const faultChoices = ['none', 'slow', '429', '500', 'down'] as const;
export type FaultChoice = (typeof faultChoices)[number];
type Service = (typeof serviceNames)[number];

const rules: Readonly<Record<Exclude<FaultChoice, 'none'>, Omit<FaultRule, 'service'>>> = {
	slow: {fault: 'slow', delayMs: 4000},
	'429': {fault: 'rate-limited', retryAfter: '5'},
	'500': {fault: 'server-error'},
	down: {fault: 'down'},
};

export function setFault(faults: FaultBoard, service: Service, choice: FaultChoice): void {
	faults.clear(service);
	if (choice !== 'none') faults.add({service, ...rules[choice]});
}

export function faultsNow(faults: FaultBoard, service: Service): FaultChoice {
	const rule = faults.list().find((one) => one.service === service);
	return faultChoices.find((choice) => choice !== 'none' && rules[choice].fault === rule?.fault) ?? 'none';
}

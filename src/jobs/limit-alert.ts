import {z} from 'zod';
import type {Announcements} from '../workflows/ports.ts';

export const limitAlertQueue = 'limit-alert';

const refusal = z.object({
	act: z.enum(['removal', 'resend', 'request', 'sweep', 'automation']),
	by: z.string(),
	key: z.string(),
	most: z.number(),
	again: z.coerce.date().optional(),
});

/** Somebody uses Redeliver as much as one may: those who watch over it should know. */
export function createLimitAlertJob(deps: {readonly announcements: Announcements}) {
	return {
		queue: limitAlertQueue,
		run: async (data: unknown) => {
			const {again, ...read} = refusal.parse(data);
			await deps.announcements.tellLimit({...read, again});
		},
	};
}

import {z} from 'zod';
import type {Announcements} from '../workflows/ports.ts';

export const checkpointQueue = 'checkpoint';

const checkpoint = z.object({count: z.number(), head: z.string()});

/** Tells the trail's head outside of the database, where whoever can change the trail cannot change it too. */
export function createCheckpointJob(deps: {readonly announcements: Announcements}) {
	return {queue: checkpointQueue, run: async (data: unknown) => deps.announcements.checkpoint(checkpoint.parse(data))};
}

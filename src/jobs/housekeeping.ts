import type {Announcements, Housekeeping} from '../workflows/ports.ts';

export const housekeepingQueue = 'housekeeping';

/** Every night: addresses and undo copies past their time go, and the trail's head is told outside of the database. */
export function createHousekeepingJob(deps: {readonly housekeeping: Housekeeping; readonly announcements: Announcements}) {
	return {
		queue: housekeepingQueue,
		schedule: '17 3 * * *',
		run: async () => {
			await deps.housekeeping.forget();
			await deps.announcements.checkpoint(await deps.housekeeping.head());
		},
	};
}

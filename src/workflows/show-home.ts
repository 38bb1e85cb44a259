import type {AutomationMode} from '../model/automation.ts';
import {ServiceRefused} from '../model/errors.ts';
import type {SystemHealth} from '../model/health.ts';
import {permit} from '../model/person.ts';
import type {Announcements, Automation, Directory, Health, Homes, OpenHome} from './ports.ts';

export interface HomeDeps {
	readonly homes: Homes;
	readonly health: Health;
	readonly automation: Automation;
	readonly automationMode: AutomationMode;
	readonly directory: Directory;
	readonly announcements: Announcements;
}

/** In seconds: a Slack that does not answer is not asked at every look; whoever was overtaken looks soon. */
const afterTrouble = 60;
const afterOthers = 1;

/** Shows somebody who opened their App Home what is on record for them now. Doing it again is harmless. */
export async function showHome(deps: HomeDeps, {id, person, version}: OpenHome): Promise<void> {
	const standing = await deps.directory.standingOf(person);
	const permission = permit(standing, 'look-up', false);
	if (!permission.permitted) {
		await deps.homes.close(id);
		await deps.announcements.showHome(id, permission, undefined);
		return;
	}
	const {records, marker} = await deps.homes.read(id, standing.isManager);
	const automation = {mode: deps.automationMode, switched: await deps.automation.switched()};
	const home = {...records, ...permission, automation, systems: [...deps.health.systems(), databaseAt(records.at)]};
	try {
		const shown = await deps.announcements.showHome(id, home, version);
		if (shown === 'overtaken') await deps.homes.showAgain(id, afterOthers);
		else await deps.homes.shown(id, {marker, isManager: standing.isManager, ...shown});
	} catch (error) {
		await (error instanceof ServiceRefused ? deps.homes.close(id) : deps.homes.showAgain(id, afterTrouble));
		throw error;
	}
}

/** These very records came from there. */
function databaseAt(at: Date): SystemHealth {
	return {system: 'Database', state: 'well', at};
}

import type {AccountDeedTables} from './schema/account-deeds.ts';
import type {AutomationTables} from './schema/automation.ts';
import type {HouseTables} from './schema/house.ts';
import type {RemovalTables} from './schema/removals.ts';
import type {RequestTables} from './schema/requests.ts';
import type {SweepTables} from './schema/sweeps.ts';

/** All tables, as Kysely knows them; the migrations make them. */
export interface Schema extends AccountDeedTables, AutomationTables, HouseTables, RemovalTables, RequestTables, SweepTables {}

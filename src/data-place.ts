import {randomBytes} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Config} from './config.ts';
import type {DatabasePlace} from './store/database.ts';

export function databasePlace(config: Config): DatabasePlace {
	return config.DATABASE_URL === undefined ? {folder: config.DATA_DIR} : {url: config.DATABASE_URL};
}

/** The key of the trail: from the configuration, or for the embedded database made once and kept beside it. */
export function auditKey(config: Config): string {
	if (config.AUDIT_KEY !== undefined) return config.AUDIT_KEY;
	const file = join(config.DATA_DIR, 'audit.key');
	mkdirSync(config.DATA_DIR, {recursive: true});
	try {
		writeFileSync(file, randomBytes(32).toString('hex'), {flag: 'wx', mode: 0o600});
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
	return readFileSync(file, 'utf8').trim();
}

import {readFileSync} from 'node:fs';
import {parse} from 'yaml';
import {z} from 'zod';

/**
 * node test/scripts/check-manifest.ts SCHEMA
 *
 * Validates manifest.yml against a JSON schema of Slack's manifests (draft-07; github.com/slackapi/manifest-schema, version 2).
 * Exit 0: valid. Exit 1: what is wrong, one line each. Exit 2: no schema.
 */
function check(schemaFile: string | undefined): number {
	if (schemaFile === undefined) {
		process.stderr.write('Usage: node test/scripts/check-manifest.ts SCHEMA\n');
		return 2;
	}
	const schema = z.fromJSONSchema(JSON.parse(readFileSync(schemaFile, 'utf8')), {defaultTarget: 'draft-7'});
	const manifest: unknown = parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'));
	const result = schema.safeParse(manifest);
	const issues = result.success ? [] : result.error.issues;
	for (const {path, message} of issues) process.stdout.write(`${path.join('.')}: ${message}\n`);
	if (issues.length === 0) process.stdout.write('manifest.yml is valid\n');
	return issues.length === 0 ? 0 : 1;
}

process.exitCode = check(process.argv[2]);

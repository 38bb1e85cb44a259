import type {Button} from '@slack/types';
import type {Step} from '../../model/diagnosis-steps.ts';
import {signInByLinkPage} from '../../model/portal-drafts.ts';
import type {DiagnosisReport} from '../../workflows/diagnose.ts';
import {linkButton} from '../confirm/buttons.ts';
import {actions} from '../ids.ts';

const byLink: readonly Step[] = ['sign-in-link', 'ask-new-link'];

/** Where a sign-in link can be sent from, if it would help and nothing stops its mail. */
export function portalButtons({portal, steps, diagnosis}: DiagnosisReport, {check}: {readonly check: string}): readonly Button[] {
	if (portal === undefined || diagnosis.blocking.length > 0 || !steps.some((step) => byLink.includes(step))) return [];
	return [linkButton('Open Sign-in Page', actions.openPortalSignIn, check, signInByLinkPage(portal))];
}

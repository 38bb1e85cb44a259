import {expect} from 'vitest';
import {gitlabRules} from '../../src/model/gitlab-rules.ts';
import {deliveryStories} from '../../src/sandbox/delivery-stories.ts';
import {tellStories} from '../../src/sandbox/stories.ts';
import {check, verdictOf} from '../support/confirming.ts';
import {readMessage, test} from '../support/stage.ts';

/** By ticket. */
const told = {
	4720: 'no-account',
	4721: 'account-expiring',
	4722: 'account-blocked',
	4723: 'unconfirmed-email-mismatch',
	4724: 'unconfirmed-email-mismatch',
	4725: 'address-not-on-account',
	4726: 'already-confirmed',
	4727: 'suppressed-bounce',
	4728: 'suppressed-complaint',
	4729: 'suppressed-unsubscribe',
	4730: 'secondary-unconfirmed',
	4738: 'dropped-while-suppressed',
	4731: 'rejected',
	4732: 'delayed',
	4733: 'link-expired',
	4734: 'delivered',
	4735: 'not-sent',
	4736: 'delivered',
};

test('every ticket of the sandbox tells the story of its verdict, and every verdict has one', {timeout: 60_000}, async ({stage}) => {
	tellStories(stage.world);
	const verdicts: Record<number, string | undefined> = {};
	for (const {ticket, command} of deliveryStories) {
		verdicts[ticket] = verdictOf(readMessage(await check(stage, command.replace('/confirm ', ''))));
	}
	expect(verdicts).toEqual(told);
	expect(new Set(Object.values(verdicts))).toEqual(new Set(gitlabRules.map(({code}) => code)));
});

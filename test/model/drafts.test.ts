import {describe, expect, test} from 'vitest';
import {stepWords} from '../../src/model/diagnosis-steps.ts';
import {type DraftFacts, draftFor, isDraftStep} from '../../src/model/drafts.ts';
import {mailKinds} from '../../src/model/mail-kind.ts';
import {reasonClasses} from '../../src/model/smtp-reply.ts';
import {domain} from './diagnosis-scene.ts';

describe('drafts', () => {
	const base: DraftFacts = {
		address: undefined,
		missed: 'confirmation',
		sendingDomain: domain,
		reason: undefined,
		removed: false,
		sent: false,
		likelyDomain: undefined,
		waitUntil: undefined,
		delivered: undefined,
		receipt: undefined,
		deletion: undefined,
	};
	const steps = stepWords.filter(isDraftStep);

	test('one for each step that ends in words for the customer, without link, code, address or jargon', () => {
		for (const step of steps) {
			for (const missed of mailKinds) {
				for (const reason of reasonClasses) {
					const {text} = draftFor(step, {...base, missed, reason});
					expect(text, step).not.toMatch(/https?:|\S@\S|\b\d{6}\b|suppress|bounce|Mailgun|SMTP|undefined|DOMAIN/i);
				}
			}
		}
	});

	test('they name the address that the customer wrote, and no other', () => {
		expect(draftFor('reply-no-account', {...base, address: 'ada@gmial.com', likelyDomain: 'gmail.com'}).text).toMatch(
			/ada@gmial\.com.*gmail\.com\?/,
		);
	});

	test('they change after an act', () => {
		expect(draftFor('ask-check-spam', {...base, removed: true}).text).toContain('We have just removed it');
		expect(draftFor('resend-confirmation', {...base, sent: true}).text).toContain('We have just sent you');
		expect(draftFor('send-reset', {...base, sent: true}).text).toContain('we cannot tell which address');
	});

	test('a delivered mail can be found by the administrator of the recipient', () => {
		const {text} = draftFor('ask-check-spam', {...base, delivered: '12 Nov 11:00 UTC', receipt: 'code 250 from mx.example.com'});
		expect(text).toContain('search for it by that time, and by this: code 250 from mx.example.com.');
	});

	test('who registered with a slip learns day and hour of the deletion; who is past it, to register again', () => {
		expect(draftFor('register-again', {...base, deletion: '15 Nov 11:00 UTC'}).text).toContain('deleted by itself on 15 Nov 11:00 UTC');
		expect(draftFor('register-again', base).text).toContain('is being deleted by itself');
	});
});

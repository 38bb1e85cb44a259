import {expect, test} from 'vitest';
import {shownTo} from '../../src/model/home.ts';
import type {Removal} from '../../src/model/suppression.ts';

const removal: Removal = {
	id: 'r',
	state: 'removed',
	entry: {kind: 'bounce', sendingDomain: 'mg.gitlab.com', address: 'Ada@example.com', createdAt: undefined, code: '', text: '', tags: []},
	asked: 'ada@example.com',
	ticket: undefined,
	seenBy: 'U0DANA',
	seenAt: new Date(),
	removedBy: 'U0DANA',
	removedAt: new Date(),
	restoredBy: undefined,
	restoredAt: undefined,
};

test.each([
	['ada@example.com', 'U0DANA', 'Ada@example.com'],
	['@ada ada@example.com', 'U0DANA', 'Ada@example.com'],
	['id:7 ada@EXAMPLE.com', 'U0DANA', 'Ada@example.com'],
	['ada@example.com', 'U0MILO', 'A•••@example.com'],
	['@ada', 'U0DANA', '•••'],
	['id:7', 'U0MILO', '•••'],
	['@ada eve@example.com', 'U0DANA', '•••'],
])('of what was asked for as %s, %s reads %s', (asked, reader, shown) => {
	expect(shownTo(reader, {...removal, asked})).toBe(shown);
});

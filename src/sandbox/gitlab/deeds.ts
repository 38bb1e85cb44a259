import {accountOf, addAccount} from './accounts.ts';
import {addSecondary, changePrimary, requestConfirmation, sendConfirmation} from './confirmations.ts';
import {settle} from './expiry.ts';
import {createSupportPin, enterCode, requestReset, sendCode, signIn} from './sign-ins.ts';
import type {CustomerDeeds, GitlabUser} from './types.ts';
import type {World} from './world.ts';

/** What customers do. Each settles first what was due before. */
export function createDeeds(world: World): CustomerDeeds {
	const of = (username: string) => {
		settle(world);
		return accountOf(world, username);
	};
	return {
		signIn: (username, options) => signIn(world, of(username), options),
		enterCode: (username, code) => enterCode(world, of(username), code),
		register: (person) => register(world, person),
		requestConfirmation: (address) => {
			settle(world);
			requestConfirmation(world, address);
		},
		requestReset: (address) => {
			settle(world);
			requestReset(world, address);
		},
		changePrimary: (username, address) => changePrimary(world, of(username), address),
		addSecondary: (username, address) => addSecondary(world, of(username), address),
		createSupportPin: (username) => createSupportPin(world, of(username)),
	};
}

type Registration = Parameters<CustomerDeeds['register']>[0];

function register(world: World, {confirmBy = 'link', ...person}: Registration): GitlabUser {
	settle(world);
	const account = addAccount(world, person);
	world.changed();
	if (confirmBy === 'link') sendConfirmation(world, account);
	else sendCode(world, account, 'Confirm your email address');
	return account.user;
}

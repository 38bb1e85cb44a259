import type {KnownBlock} from '@slack/types';
import type {SystemHealth} from '../../model/health.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import {bold, line, moment, type Piece} from '../kit.ts';

/** One line for each system. None of them is asked for it. */
export function healthBlocks(systems: readonly SystemHealth[]): readonly KnownBlock[] {
	return systems.map((health) => line(bold(`${health.system}: `), ...pieces(health)));
}

function pieces(health: SystemHealth): readonly Piece[] {
	switch (health.state) {
		case 'unasked':
			return ['not asked yet.'];
		case 'well':
			return ['answered ', moment(health.at), '.'];
		case 'paused':
			return ['paused until ', moment(health.until), ', for it asked us to slow down.'];
		case 'failing':
			return ['has failed since ', moment(health.since), '; asked last ', moment(health.at), `. ${troubleWords(health.trouble)}`];
	}
}

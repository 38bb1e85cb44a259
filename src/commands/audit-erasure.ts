import type {Erasure} from '../store/erasure.ts';

const names: Readonly<Record<string, string>> = {
	removal: 'undo copies (what they are about can no longer be undone)',
	dialog: 'open dialogs',
	shown_message: 'messages that log cards showed',
	delivery_watch: 'mails that were followed',
	resend: 'messages sent again',
	approval_request: 'requests for a resend',
};

const reasons: Readonly<Record<string, string>> = {
	removal: 'is being removed or put back; looking the address up again finishes it',
	resend: 'is being sent, or its sender was not told yet',
	approval_request: 'is an open request: it has to be decided, cancelled, or marked as sent or not sent',
	inbox: 'is a click that is being carried out',
};

/** What is gone, and what is not and why. The address itself is not repeated. */
export function erasureText({erased, left}: Erasure): string {
	const lines = [
		'Erased: the address beside the audit trail, which goes on to verify.',
		...erased.map(({table, rows}) => `Erased: ${rows} ${names[table] ?? table}`),
		...left.map(({table, id}) => `LEFT: ${table} ${id} ${reasons[table] ?? 'names the address, and is not known to this command'}.`),
	];
	if (left.length > 0) lines.push('Not everything could be erased. Run the command again when that is settled.');
	return lines.join('\n');
}

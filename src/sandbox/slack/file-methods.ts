import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {
	type ApiAnswer,
	type ApiMethod,
	ApiRefusal,
	type Arguments,
	invalidArguments,
	required,
	textOf,
	visibleChannel,
} from './api-call.ts';
import {isObject} from './message-content.ts';
import {findMessage, isBotIn, postMessage} from './messages.ts';
import type {SlackState} from './state.ts';
import type {SlackFile} from './types.ts';

const uploadPath = '/upload/v1/';

function uploadUrl(state: SlackState, given: Arguments): ApiAnswer {
	const name = required(given, 'filename');
	const length = Number(required(given, 'length'));
	if (!Number.isInteger(length) || length < 1) throw invalidArguments('length: a positive number of bytes is needed');
	const id = state.nextId('F');
	state.uploads.set(id, {file: {id, name, title: name}, length});
	return {upload_url: `${state.origin}${uploadPath}${id}`, file_id: id};
}

/** Takes the bytes: as they are, or as the one part of a form (docs.slack.dev/messaging/working-with-files). */
export async function takeUpload(state: SlackState, request: SimulatedRequest): Promise<SimulatedAnswer> {
	const upload = state.uploads.get(request.path.slice(uploadPath.length));
	if (upload === undefined || request.method !== 'POST') return {status: 404, text: 'not found'};
	const bytes = await uploadedBytes(request);
	if (bytes.length !== upload.length) {
		state.complain(`upload: ${bytes.length} bytes came, ${upload.length} were announced`);
		return {status: 400, text: 'the size differs from the announced length'};
	}
	upload.content = bytes.toString();
	return {status: 200, text: `OK - ${bytes.length}`};
}

async function uploadedBytes({headers, body}: SimulatedRequest): Promise<Buffer> {
	const type = headers['content-type'] ?? '';
	if (!type.startsWith('multipart/form-data')) return body;
	const form = await new Response(new Uint8Array(body), {headers: {'content-type': type}}).formData();
	const [part] = [...form.values()];
	if (part === undefined) return Buffer.alloc(0);
	return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
}

function complete(state: SlackState, given: Arguments): ApiAnswer {
	const asked = given.files;
	if (!Array.isArray(asked) || asked.length === 0) throw invalidArguments('missing required field: files');
	const files = asked.map((one) => uploadedFile(state, one));
	const channelId = textOf(given, 'channel_id');
	if (channelId !== undefined) share(state, channelId, files, given);
	for (const {id} of files) state.uploads.delete(id);
	return {files: files.map(({id, title}) => ({id, title}))};
}

function uploadedFile(state: SlackState, asked: unknown): SlackFile {
	const {id, title} = isObject(asked) ? asked : {};
	const upload = typeof id === 'string' ? state.uploads.get(id) : undefined;
	if (upload?.content === undefined) throw new ApiRefusal('file_not_found');
	return {...upload.file, ...(typeof title === 'string' ? {title} : {}), content: upload.content};
}

function share(state: SlackState, channelId: string, files: readonly SlackFile[], given: Arguments): void {
	const channel = visibleChannel(state, channelId);
	if (!isBotIn(state, channel)) throw new ApiRefusal('not_in_channel');
	const threadTs = textOf(given, 'thread_ts');
	if (threadTs !== undefined && findMessage(state, channel.id, threadTs) === undefined) throw new ApiRefusal('thread_not_found');
	postMessage(state, {
		channel: channel.id,
		user: state.identity.botUserId,
		text: textOf(given, 'initial_comment') ?? '',
		blocks: [],
		files,
		...(threadTs === undefined ? {} : {threadTs}),
	});
}

export const fileMethods: Readonly<Record<string, ApiMethod>> = {
	'files.getUploadURLExternal': {scope: 'files:write', call: uploadUrl},
	'files.completeUploadExternal': {scope: 'files:write', call: complete},
};

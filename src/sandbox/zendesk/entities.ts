import type {ZendeskComment, ZendeskField, ZendeskForm, ZendeskMacro, ZendeskTicket, ZendeskUser} from './types.ts';
import {timeOf, type World} from './world.ts';

/** Custom fields come all, those that nobody filled in too. */
export function ticketEntity({origin, fields}: World, ticket: ZendeskTicket) {
	const values = [...fields.keys()].map((id) => ({id, value: ticket.fields.get(id) ?? null}));
	return {
		url: `${origin}/api/v2/tickets/${ticket.id}.json`,
		id: ticket.id,
		external_id: null,
		via: {channel: 'email', source: {from: {}, to: {}, rel: null}},
		created_at: timeOf(ticket.createdAt),
		updated_at: timeOf(ticket.updatedAt),
		type: null,
		subject: ticket.subject,
		raw_subject: ticket.subject,
		description: ticket.description,
		priority: null,
		status: ticket.status,
		recipient: null,
		requester_id: ticket.requesterId,
		submitter_id: ticket.requesterId,
		assignee_id: null,
		organization_id: null,
		group_id: null,
		collaborator_ids: [],
		follower_ids: [],
		email_cc_ids: [],
		problem_id: null,
		has_incidents: false,
		is_public: true,
		due_at: null,
		tags: ticket.tags,
		custom_fields: values,
		fields: values,
		satisfaction_rating: null,
		ticket_form_id: ticket.formId,
		allow_channelback: false,
		allow_attachments: true,
		from_messaging_channel: false,
	};
}

export function userEntity({origin}: World, {id, name, email, role}: ZendeskUser) {
	return {url: `${origin}/api/v2/users/${id}.json`, id, name, email, role, active: true, suspended: false, verified: email !== null};
}

export function commentEntity({id, authorId, body, isPublic, createdAt}: ZendeskComment) {
	return {
		id,
		type: 'Comment',
		author_id: authorId,
		body,
		html_body: `<div class="zd-comment">${body.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</div>`,
		plain_body: body,
		public: isPublic,
		attachments: [],
		created_at: timeOf(createdAt),
	};
}

export function formEntity({id, name, isActive = true}: ZendeskForm) {
	return {id, name, display_name: name, active: isActive, end_user_visible: true, ticket_field_ids: []};
}

export function fieldEntity({id, title, type, options, isActive = true}: ZendeskField) {
	return {
		id,
		type,
		title,
		active: isActive,
		required: false,
		...(type === 'tagger' ? {custom_field_options: (options ?? []).map((value, at) => ({id: id * 100 + at, name: value, value}))} : {}),
	};
}

export function macroEntity({id, title, isActive = true, comment, status, addTags}: ZendeskMacro) {
	return {
		id,
		title,
		active: isActive,
		actions: [
			...(comment === undefined
				? []
				: [
						{field: 'comment_value', value: comment.body},
						{field: 'comment_mode_is_public', value: String(comment.isPublic)},
					]),
			...(status === undefined ? [] : [{field: 'status', value: status}]),
			...(addTags === undefined ? [] : [{field: 'current_tags', value: addTags.join(' ')}]),
		],
	};
}

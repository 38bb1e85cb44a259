import {hidden, isTokenLabel} from './secret-shapes.ts';

const scheme = String.raw`(?:[a-z][a-z0-9+.-]{1,20}:[/\\]{2}|www\.)`;
const unspaced = String.raw`[^\s<>"]`;
/** A long link may have been wrapped: what stands alone on the next line then belongs to it. */
const wrapped = String.raw`(?:\n(?!${scheme})${unspaced}{5,}(?=[ \t]*(?:\n|$)))?`;

/** Links as people and programs write them: in angle brackets (RFC 3986, appendix C), wrapped, bare, and without a scheme. */
const linkShape = new RegExp(
	[
		`<${scheme}[^<>]{1,4000}>`,
		`${scheme}(?:${unspaced}{40,}${wrapped}|${unspaced}+)`,
		String.raw`(?<![\p{L}\p{N}.@-])(?:[\p{L}\p{N}-]{1,63}\.){1,6}\p{L}{2,24}[/\\?#]${unspaced}+`,
	].join('|'),
	'giu',
);
/** Links that lead to no host, and are nothing but what they carry. */
const carrier = /\b(?:data|cid|tel|sms|javascript|blob):[^\s<>"]+/gi;
const trailing = /[.,;:!?'*_~`)\]}>]+$/;

/** Of every link only its place is left; `keep` guards that against whatever is masked later. */
export function maskLinks(text: string, keep: (shown: string) => string): string {
	return text.replace(carrier, hidden).replace(linkShape, (found) => {
		const bracket = found.startsWith('<') ? '<' : '';
		const link = found.slice(bracket.length).replace(trailing, '');
		return `${bracket}${keep(placeOfLink(link))}${found.slice(bracket.length + link.length)}`;
	});
}

/** Words of paths at GitLab and its Customers Portal. A token may be made of letters alone, so no other word is shown. */
const pathWords = new Set(
	(
		'- account accounts admin api auth billing confirm confirmation confirmations customers docs edit email emails ee group groups help ' +
		'identity_verification invites login merge_requests new notifications now oauth password preferences profile profiles project projects ' +
		'reset security session sessions settings sign_in sign_out sign_up subscriptions support two_factor_auth unlock unsubscribe unsubscribes ' +
		'user users verification verify welcome'
	).split(' '),
);

function placeOfLink(link: string): string {
	const bare = !/^[^/\\]*:[/\\]{2}/.test(link);
	const url = URL.parse(bare ? `https://${link}` : link);
	if (url === null || url.hostname === '') return hidden;
	const path = url.pathname.split('/').map((part) => (part === '' || pathWords.has(part) ? part : hidden));
	const rest = url.search === '' && url.hash === '' ? '' : `?${hidden}`;
	const end = url.pathname === '/' && !/[/\\]$/.test(link) ? '' : path.join('/');
	return `${bare ? '' : `${url.protocol}//`}${maskHost(url.hostname)}${end}${rest}`;
}

/** A host may carry a token too, as a label of its own; the last two say whose it is. */
export function maskHost(host: string): string {
	const labels = host.split('.');
	return labels.map((label, index) => (isTokenLabel(label, labels.length - index <= 2) ? hidden : label)).join('.');
}

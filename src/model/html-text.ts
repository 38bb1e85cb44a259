/** Elements that begin a new line; all others run on, so that a code split by tags is one code again. */
const blocks = /^(?:address|article|blockquote|br|center|dd|div|dl|dt|footer|form|h[1-6]|header|hr|li|main|ol|p|pre|section|table|tr|ul)$/i;
const silent = /<(script|style|head|template|noscript|svg)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;

/** What can be read of an HTML mail. Attributes, comments and pictures' descriptions say nothing here. */
export function textOfHtml(html: string): string {
	return html
		.replace(/<!--[\s\S]*?(?:-->|$)/g, '')
		.replace(silent, '')
		.replace(/\s+/g, ' ')
		.replace(/<\/?([a-z][a-z0-9]*)\b(?:"[^"]*"|'[^']*'|[^'">])*(?:>|$)/gi, (_tag, name: string) =>
			blocks.test(name) ? '\n' : cellGap(name),
		)
		.replace(/<![^>]*>/g, '');
}

/** Cells of one row stand apart. */
function cellGap(name: string): string {
	return /^t[dh]$/i.test(name) ? ' ' : '';
}

/** What people type who mean harm, or only look as if: all of it has to come out as the text that it is. */
export const naughty = [
	'<script>document.title="taken"</script>',
	'"><img src=x onerror=document.title="taken">',
	'<iframe src="javascript:alert(1)"></iframe>',
	'<marquee>hello</marquee>',
	'&lt;b&gt; &amp;amp; &#60;',
	'javascript:alert(1)',
	'`code` *bold* _soft_ ~gone~',
	"'; drop table audit_entry; --",
	'#{1+1} {{7*7}} %s %00',
	'Ω≈ç√∫ 田中さん ﷽',
	'👍🏽 ❤️',
	'null undefined NaN',
] as const;

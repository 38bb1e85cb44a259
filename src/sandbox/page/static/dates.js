const dayMs = 86_400_000;

const numeric = {year: 'numeric', month: '2-digit', day: '2-digit'};
const styles = {
	date_num: (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`,
	date_slash: (date) => date.toLocaleDateString(undefined, numeric),
	date: (date) => date.toLocaleDateString(undefined, {year: 'numeric', month: 'long', day: 'numeric'}),
	date_short: (date) => date.toLocaleDateString(undefined, {year: 'numeric', month: 'short', day: 'numeric'}),
	date_long: (date) => date.toLocaleDateString(undefined, {weekday: 'long', year: 'numeric', month: 'long', day: 'numeric'}),
	date_long_full: (date) => styles.date_long(date),
	date_pretty: (date, now) => nearDay(date, now) ?? styles.date(date),
	date_short_pretty: (date, now) => nearDay(date, now) ?? styles.date_short(date),
	date_long_pretty: (date, now) => nearDay(date, now) ?? styles.date_long(date),
	time: (date) => date.toLocaleTimeString(undefined, {hour: '2-digit', minute: '2-digit'}),
	time_secs: (date) => date.toLocaleTimeString(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit'}),
	ago: (date, now) => ago(date, now),
};

/**
 * Slack's date tokens ({date_short_pretty} at {time} …) in the reader's own zone.
 * @param {string} format
 * @param {number} timestamp in seconds
 * @param {Date} now the sandbox's time
 */
export function formatDate(format, timestamp, now) {
	const date = new Date(timestamp * 1000);
	if (Number.isNaN(date.getTime())) return undefined;
	const text = format.replace(/\{(\w+)\}/g, (token, name) => (Object.hasOwn(styles, name) ? styles[name](date, now) : token));
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Of a message. */
export function dateOf(ts) {
	return new Date(Number(ts) * 1000);
}

export function dayOf(date) {
	return date.toDateString();
}

export function dayName(date, now) {
	return formatDate('{date_long_pretty}', date.getTime() / 1000, now);
}

export function timeOfDay(date) {
	return styles.time(date);
}

export function wholeDate(date) {
	return `${styles.date_long(date)}, ${styles.time_secs(date)}`;
}

/** Day and time, as long as both are near. */
export function dayAndTime(date) {
	return date.toLocaleString(undefined, {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
}

function nearDay(date, now) {
	const days = Math.round((startOfDay(date) - startOfDay(now)) / dayMs);
	return {'-1': 'yesterday', 0: 'today', 1: 'tomorrow'}[days];
}

function startOfDay(date) {
	return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

const units = [
	['day', 86_400],
	['hour', 3600],
	['minute', 60],
];

function ago(date, now) {
	const seconds = Math.round((date - now) / 1000);
	const [unit, size] = units.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', 1];
	return new Intl.RelativeTimeFormat(undefined, {numeric: 'auto'}).format(Math.trunc(seconds / size), unit);
}

const name = 'redeliver-dialog';

/**
 * What somebody typed into the open dialog, so that an update of the view or a reload of the page loses nothing.
 * Only one dialog is open at a time.
 */
export function createDrafts() {
	let {view, values} = JSON.parse(sessionStorage.getItem(name) ?? '{}');
	return {
		read: (id, field) => (view === id ? values[field] : undefined),
		write: (id, field, value) => {
			values = {...(view === id ? values : {}), [field]: value};
			view = id;
			sessionStorage.setItem(name, JSON.stringify({view, values}));
		},
		clear: () => {
			view = undefined;
			sessionStorage.removeItem(name);
		},
	};
}

export interface Notifier {
	readonly changed: () => void;
	readonly onChange: (listener: () => void) => () => void;
	readonly until: <T>(look: () => T | undefined | false, withinMs?: number) => Promise<T>;
}

/** Tells listeners of every change, and lets a test wait for one without polling. */
export function createNotifier(): Notifier {
	const listeners = new Set<() => void>();
	const onChange = (listener: () => void) => {
		listeners.add(listener);
		return () => {
			listeners.delete(listener);
		};
	};
	return {
		changed: () => {
			for (const listener of [...listeners]) listener();
		},
		onChange,
		until: (look, withinMs = 5000) =>
			new Promise((resolve, reject) => {
				const stop = onChange(() => tryOnce());
				const timer = setTimeout(() => {
					stop();
					reject(new Error(`nothing of the kind was seen in Slack within ${withinMs} ms`));
				}, withinMs);
				const settle = (finish: () => void) => {
					clearTimeout(timer);
					stop();
					finish();
				};
				const tryOnce = () => {
					try {
						const seen = look();
						if (seen) settle(() => resolve(seen));
					} catch (error) {
						settle(() => reject(error));
					}
				};
				tryOnce();
			}),
	};
}

const addressShape = /[^\s"'<>:;,()[\]\\@]{1,64}@[^\s"'<>:;,()[\]\\@]{1,253}/g;

/** Text that will stand in the audit chain for good: addresses are kept beside the chain, where they can be erased. */
export function withoutAddresses(text: string): string {
	return text.replace(addressShape, '[address]');
}

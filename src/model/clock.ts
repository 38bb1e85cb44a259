/** The present moment. Handed in everywhere, so that the sandbox and the tests can move time on. */
export type Clock = () => Date;

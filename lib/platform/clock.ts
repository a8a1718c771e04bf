/** Unix time in milliseconds. Passed to whatever needs the time, so that a test can hold it still. */
export type Clock = () => number;

/** The clock of this machine. */
export const systemClock: Clock = () => Date.now();

const TIME = 9;
const NAME = 18;
const TRANSITION = Buffer.from("circuit_breaker.transition");

/**
 * Whether the Event message in `bytes[at … end)` says that a circuit breaker changed: its trace is worth keeping. Looks
 * only at the first two fields, where every SDK writes time and name.
 */
export function isBreakerTransition(bytes: Uint8Array, at: number, end: number): boolean {
  const name = bytes[at] === TIME ? at + 9 : at;
  if (bytes[name] !== NAME || bytes[name + 1] !== TRANSITION.length) return false;
  const start = name + 2;
  if (start + TRANSITION.length > end) return false;
  return TRANSITION.every((byte, i) => bytes[start + i] === byte);
}

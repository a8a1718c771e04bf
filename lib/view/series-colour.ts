const COLOURS = 8;

/**
 * The categorical colour of a name as a CSS value, `var(--s1)` to `var(--s8)`. The same name has the
 * same colour on every page and in every process (FNV-1a).
 */
export const seriesColour = (name: string): string => colour(numberOf(name));

const colour = (number: number): string => `var(--s${number})`;

const numberOf = (name: string): number => (hashOf(name) % COLOURS) + 1;

/** FNV-1a of a text, 32 bits. */
export function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}

/**
 * Colours of names that stand in one chart: each its own, as long as there are no more than eight. A name whose
 * colour is taken by one before it in the alphabet gets the next free one.
 */
export function distinctColours(names: readonly string[]): Map<string, string> {
  const chosen = new Map<string, string>();
  const taken = new Set<number>();
  for (const name of [...new Set(names)].sort()) {
    let number = numberOf(name);
    for (let tries = 0; tries < COLOURS && taken.has(number); tries++) {
      number = (number % COLOURS) + 1;
    }
    taken.add(number);
    chosen.set(name, colour(number));
  }
  return chosen;
}

const COLOURS = 8;

/**
 * The categorical colour of a name as a CSS value, `var(--s1)` to `var(--s8)`. The same name has the
 * same colour on every page and in every process (FNV-1a).
 */
export function seriesColour(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return `var(--s${(hash % COLOURS) + 1})`;
}

/** A group's dimensions and values, such as `{ service: "users", route: "/" }`. */
type GroupKey = Readonly<Record<string, string | undefined>>;

/** Which of the services that share a name; said only where it tells groups apart. */
const PLACES = ["namespace", "environment"];

/**
 * What groups of one chart are called, in order: the values of their dimensions. Namespace and environment of a service
 * are left out where all groups share them, unless nothing else is there.
 */
export function groupLabels(keys: readonly GroupKey[]): string[] {
  const varies = (name: string) => new Set(keys.map((key) => key[name])).size > 1;
  return keys.map((key) => {
    const names = Object.keys(key).filter((name) => key[name] !== undefined);
    const own = names.filter((name) => !PLACES.includes(name));
    const shown =
      own.length === 0 ? names : names.filter((name) => own.includes(name) || varies(name));
    return shown.map((name) => key[name] || `no ${name}`).join(" ");
  });
}

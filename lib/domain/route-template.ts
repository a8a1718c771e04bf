const MOST_SEGMENTS = 8;
const MOST_CHARACTERS = 200;

const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/^\d+$/, "{number}"],
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, "{uuid}"],
  [/^\d{4}-\d{2}-\d{2}/, "{date}"],
  [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "{email}"],
  // Hex ids, ULIDs, nano ids and the like: long, with digits in them.
  [/^(?=.*\d)[0-9a-f]{8,}$/i, "{id}"],
  [/^(?=.*\d)(?=.*[A-Za-z])[\w~-]{16,}$/, "{id}"],
  [/^[A-Za-z]{1,6}[-_]?\d{2,}$/, "{id}"],
];

/**
 * A route for a request that names none: the path with ids, UUIDs, dates and numbers replaced by placeholders, so
 * that raw paths never become keys. A full URL loses scheme and host, a query is cut off, a trailing slash too.
 */
export function routeTemplate(target: string): string {
  const path = target
    .slice(0, 2_000)
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "")
    .replace(/[?#].*$/s, "");
  const segments = path.split("/").filter(Boolean);
  const kept = segments.slice(0, MOST_SEGMENTS).map(segmentTemplate);
  if (segments.length > MOST_SEGMENTS) kept.push("…");
  return `/${kept.join("/")}`.slice(0, MOST_CHARACTERS);
}

function segmentTemplate(segment: string): string {
  if (/^v\d{1,2}$/.test(segment)) return segment;
  for (const [pattern, placeholder] of PLACEHOLDERS) if (pattern.test(segment)) return placeholder;
  return segment.length > 40 ? "{text}" : segment;
}

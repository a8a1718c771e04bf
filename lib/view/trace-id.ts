/** A trace that a text names, and the span when it names one too; hex digits in lower case. */
export type FoundTrace = { traceId: string; spanId: string | null };

const NONE = /^0+$/;

/**
 * The version, trace id, span id and flags of a `traceparent`. A version that is not known may have more behind them.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
const TRACEPARENT =
  /(?<![0-9a-f-])[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?![0-9a-f])/;
const BARE = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g;
const UUID = /(?<![0-9a-f-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])/g;
/** A span named beside its trace: `?span=…` of our own addresses, `span_id=…` and `"spanId":"…"` of log lines. */
const SPAN = /\bspan(?:[_-]?id)?"?\s*[=:]\s*"?([0-9a-f]{16})(?![0-9a-f])/;

/**
 * The first trace id in a text that a person pasted, whatever is around it: an address, a log line, a `traceparent`
 * header, JSON, an id in upper case or with the dashes of a uuid. Null: none, or several different ones.
 */
export function findTraceId(text: string): FoundTrace | null {
  const lower = text.toLowerCase();
  const parent = TRACEPARENT.exec(lower);
  if (parent?.[1] && !NONE.test(parent[1])) {
    return { traceId: parent[1], spanId: spanOrNull(parent[2]) };
  }
  const ids = [...lower.matchAll(BARE), ...lower.matchAll(UUID)]
    .map(([id]) => id.replaceAll("-", ""))
    .filter((id) => !NONE.test(id));
  const [traceId] = ids;
  if (traceId === undefined || ids.some((id) => id !== traceId)) return null;
  return { traceId, spanId: spanOrNull(SPAN.exec(lower)?.[1]) };
}

const spanOrNull = (id: string | undefined): string | null =>
  id === undefined || NONE.test(id) ? null : id;

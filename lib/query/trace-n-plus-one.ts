import { findNPlusOne, type QuerySpan, similarityOf } from "@/lib/aggregate/n-plus-one.ts";
import { statementOf } from "@/lib/aggregate/normalise-statement.ts";
import type { TraceNPlusOne, TraceSpan } from "@/lib/contract/traces.ts";
import {
  DRIVER_QUERY,
  OPERATION_KEYS,
  type OperationTexts,
  operationsOf,
} from "@/lib/domain/operation-rules.ts";

/** OTLP's numbers of the kinds. */
const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;

type Query = QuerySpan & { statement: string };

/** The N+1s among a trace's spans by the rules of ingest, which sees all spans but only a body at a time. */
export function findTraceNPlusOnes(spans: readonly TraceSpan[]): TraceNPlusOne[] {
  const queries = new Map<string, Query>();
  for (const span of spans) {
    const query = queryOf(span);
    if (query) queries.set(span.spanId, query);
  }
  // A driver's span below a query of Prisma's or of a router's is the same query.
  const own = spans.flatMap(({ spanId, parentSpanId, name }) => {
    const query = queries.get(spanId);
    const isSame = DRIVER_QUERY.test(name) && parentSpanId !== null && queries.has(parentSpanId);
    return query && parentSpanId !== null && !isSame ? [query] : [];
  });
  return findNPlusOne(own).map(({ parentSpanId, spanIds, totalMs, lostMs }) => ({
    ...{ parentSpanId, spanIds, totalMs, lostMs },
    statement: queries.get(spanIds[0] ?? "")?.statement ?? "",
  }));
}

function queryOf(span: TraceSpan): Query | null {
  const { name, spanId, offsetNs, durationMs } = span;
  const texts = textsOf(span);
  const statement = statementOf(texts, name);
  const found = operationsOf({ kind: KINDS.indexOf(span.kind), name, texts, statement }).find(
    ({ concern }) => concern === "databases",
  );
  if (!found) return null;
  const { system = "", database = "" } = found.target;
  const { collection = "" } = found.detail;
  return {
    spanId,
    parentSpanId: span.parentSpanId ?? "",
    similar: similarityOf({ system, database, statement, name, collection }),
    startMs: offsetNs / 1e6,
    endMs: offsetNs / 1e6 + durationMs,
    statement: statement || name,
  };
}

/** Of several names of a value the first that is given. */
function textsOf({ attributes }: TraceSpan): OperationTexts {
  const texts: Record<string, string> = {};
  for (const [key, column] of Object.entries(OPERATION_KEYS)) {
    const value = attributes[key];
    const isTold = typeof value === "string" || typeof value === "boolean";
    texts[column] ||= isTold ? String(value) : "";
  }
  // Every column of the table was set.
  return texts as OperationTexts;
}

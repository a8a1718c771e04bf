import { z } from "zod";
import { filter, instant, ParameterError, rangeParams } from "./time.ts";

export const tracesParams = z.object({
  ...rangeParams,
  service: filter,
  namespace: filter,
  environment: filter,
  route: filter,
  method: filter,
  minMs: z.coerce.number().min(0).optional(),
  maxMs: z.coerce.number().min(0).optional(),
  status: z.enum(["error", "ok"]).optional(),
  search: z.string().optional().meta({
    description:
      'Conditions on any one span of the trace: name=value, name!=value, name>100, name=*, duration>1s, status=error, kind=client, service=users, "text in the name"',
  }),
  sort: z.enum(["newest", "slowest"]).default("newest"),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().optional(),
});
export type TracesParams = z.infer<typeof tracesParams>;

/** One entry span (a request) of a kept trace, with what is known of its whole trace. */
export const traceSummary = z.object({
  traceId: z.string(),
  spanId: z.string(),
  at: instant,
  durationMs: z.number(),
  service: z.string(),
  namespace: z.string(),
  environment: z.string(),
  name: z.string(),
  route: z.string(),
  method: z.string(),
  statusCode: z.string(),
  error: z.boolean(),
  spanCount: z.number(),
  errorCount: z.number(),
  services: z.array(z.string()),
  /** A span that satisfies the search; null: nothing was searched for. */
  match: z.object({ spanId: z.string(), name: z.string() }).nullable(),
});
export type TraceSummary = z.infer<typeof traceSummary>;

export const tracesResponse = z.object({
  traces: z.array(traceSummary),
  /** Give it back as `cursor` for the ones after these; null: no more. */
  cursor: z.string().nullable(),
  /** How many match in the whole range, counted up to a limit; null: a search, or not the first page. */
  total: z.object({ count: z.number(), isExact: z.boolean() }).nullable(),
  /** A search ended here for lack of time: the range before it was not looked at. Null: all was. */
  searchedFrom: instant.nullable(),
  /** Spans received and kept in the range; figures elsewhere are from all received spans. */
  kept: z.object({ receivedSpans: z.number(), keptSpans: z.number() }),
});
export type TracesResponse = z.infer<typeof tracesResponse>;

const attributes = z.record(z.string(), z.unknown());

export const traceSpan = z.object({
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  name: z.string(),
  kind: z.enum(["internal", "server", "client", "producer", "consumer", "unspecified"]),
  service: z.string(),
  namespace: z.string(),
  environment: z.string(),
  scope: z.string(),
  at: instant,
  /** Nanoseconds after the start of the trace, exact. */
  offsetNs: z.number(),
  durationMs: z.number(),
  status: z.enum(["unset", "ok", "error"]),
  statusMessage: z.string(),
  error: z.boolean(),
  attributes,
  resource: attributes,
  events: z.array(z.object({ at: instant, offsetNs: z.number(), name: z.string(), attributes })),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string(), attributes })),
});
export type TraceSpan = z.infer<typeof traceSpan>;

/** Similar queries, one after another, under one span, which one query would have answered. */
const traceNPlusOne = z.object({
  parentSpanId: z.string(),
  /** In the order of their start. */
  spanIds: z.array(z.string()),
  statement: z.string().meta({ description: "Without literals; without a text the spans' name" }),
  totalMs: z.number(),
  lostMs: z.number().meta({ description: "Time of all queries but one" }),
});
export type TraceNPlusOne = z.infer<typeof traceNPlusOne>;

export const traceResponse = z.object({
  traceId: z.string(),
  at: instant,
  durationMs: z.number(),
  /** False: a parent that a span names was not kept or has not arrived. */
  complete: z.boolean(),
  /** By start; parents need not come first. */
  spans: z.array(traceSpan),
  nPlusOnes: z.array(traceNPlusOne).meta({ description: "Among the kept spans" }),
});
export type TraceResponse = z.infer<typeof traceResponse>;

export const linkingSpansResponse = z.object({
  /** Spans of any trace that link to this one, newest first, at most 100. */
  spans: z.array(
    z.object({
      traceId: z.string(),
      spanId: z.string(),
      at: instant,
      name: z.string(),
      service: z.string(),
      namespace: z.string(),
      environment: z.string(),
    }),
  ),
});
export type LinkingSpansResponse = z.infer<typeof linkingSpansResponse>;

/** The trace id that a path names, in lower case. Throws `ParameterError`. */
export function traceIdOfPath(given: unknown): string {
  const traceId = String(given).toLowerCase();
  if (/^[0-9a-f]{32}$/.test(traceId)) return traceId;
  throw new ParameterError("traceId", "traceId: a trace id has 32 hex digits");
}

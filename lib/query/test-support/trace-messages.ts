import { nanos, spanMessage } from "@/lib/ingest/test-support/bodies.ts";

/** 32 hex digits. */
export const traceIdOf = (digit: string) => digit.repeat(32);
/** 16 hex digits. */
export const spanIdOf = (digit: string) => digit.repeat(16);

type Value = string | number | boolean | string[];
/** A span as a test tells it. `agoMs`: before `nowMs`. */
export type GivenMessage = {
  trace: string;
  span: string;
  parent?: string;
  agoMs: number;
  ms: number;
  kind?: number;
  name?: string;
  isError?: boolean;
  attributes?: Record<string, Value>;
  event?: Record<string, Value>;
  linkTo?: string;
};

function anyValue(value: Value): Record<string, unknown> {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return Number.isInteger(value) ? { intValue: BigInt(value) } : { doubleValue: value };
}

const keyValues = (record: Record<string, Value>) =>
  Object.entries(record).map(([key, value]) => ({ key, value: anyValue(value) }));

/** The span as OTLP has it. */
export function traceMessage(given: GivenMessage, nowMs: number) {
  const startMs = nowMs - given.agoMs;
  const span = spanMessage({
    traceId: traceIdOf(given.trace),
    spanId: spanIdOf(given.span),
    ...(given.parent && { parentSpanId: spanIdOf(given.parent) }),
    ...{ startMs, durationMs: given.ms, kind: given.kind ?? 1, name: given.name ?? "work" },
    statusCode: given.isError ? 2 : 0,
  });
  return {
    ...span,
    attributes: keyValues(given.attributes ?? {}),
    events: given.event
      ? [{ name: "exception", timeUnixNano: nanos(startMs), attributes: keyValues(given.event) }]
      : [],
    links: given.linkTo
      ? [{ traceId: Buffer.from(traceIdOf(given.linkTo), "hex"), spanId: Buffer.alloc(8, 1) }]
      : [],
  };
}

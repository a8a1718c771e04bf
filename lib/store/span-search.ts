import type { Queryable } from "./queryable.ts";
import { bigintOfSpanId, spanIdOfBigint, traceIdOfUuid } from "./span-ids.ts";

type Comparison = "=" | "!=" | ">" | ">=" | "<" | "<=";

/** A condition that a column of `spans` decides. */
export type ColumnProbe =
  | { column: "name"; operator: "contains" | "=" | "!="; value: string }
  | { column: "duration_ns"; operator: Comparison; value: bigint }
  | { column: "is_error"; operator: "="; value: boolean }
  | { column: "kind"; operator: "=" | "!="; value: number }
  | { column: "service_id"; operator: "in" | "not in"; value: bigint[] };

/** A condition on an attribute: a span may satisfy it when it has one of the hashes and its bits, or one of the origins. */
export type AttributeProbe = { hashes: number[]; bits: bigint[]; originIds: bigint[] };

export type SpanProbe = { columns: ColumnProbe[]; attributes: AttributeProbe[] };

/** A moment among spans, ordered by start, trace id and span id. */
export type SpanMoment = { startNs: bigint; traceId: string; spanId: string };

/** A span that may match; its payload decides. Empty payload: nothing is asked of it. */
export type CandidateSpan = SpanMoment & {
  originId: bigint;
  name: string;
  payload: Uint8Array;
};

const FIND_ORIGINS_WITH = "SELECT origin_id, resource FROM origins WHERE resource ? $1";

/** Every origin whose resource has an attribute of this name. */
export async function findOriginsWith(
  client: Queryable,
  name: string,
): Promise<{ originId: bigint; resource: Record<string, unknown> }[]> {
  const { rows } = await client.query<{ origin_id: string; resource: Record<string, unknown> }>(
    FIND_ORIGINS_WITH,
    [name],
  );
  return rows.map(({ origin_id, resource }) => ({ originId: BigInt(origin_id), resource }));
}

/**
 * Starts (Unix seconds) of the buckets within the range whose spans may satisfy the probe, newest first. Null: the
 * summary cannot tell, since resources alone may satisfy each condition, or none is about attributes.
 */
export async function findAttributeBuckets(
  client: Queryable,
  { probe, fromSeconds, toSeconds }: { probe: SpanProbe; fromSeconds: number; toSeconds: number },
): Promise<number[] | null> {
  const telling = probe.attributes.filter(({ originIds }) => originIds.length === 0);
  if (telling.length === 0) return null;
  const conditions = telling.map((_, i) => `AND hashes && $${i + 3}::integer[]`).join("\n");
  const { rows } = await client.query<{ bucket: string }>(
    `
      SELECT DISTINCT bucket
      FROM span_attributes
      WHERE bucket >= $1
        AND bucket < $2
        ${conditions}
      ORDER BY bucket DESC
    `,
    [
      fromSeconds,
      toSeconds,
      // An empty slot of the hash set is 0, so that 0 is stored as 1.
      ...telling.map(({ hashes }) => hashes.map((hash) => (hash === 0 ? 1 : hash))),
    ],
  );
  return rows.map((row) => Number(row.bucket));
}

type CandidateRow = {
  trace_id: string;
  span_id: string;
  start_ns: string;
  origin_id: string;
  name: string;
  payload: Buffer | null;
};

export type CandidateQuestion = {
  probe: SpanProbe;
  fromNs: bigint;
  /** Exclusive. */
  toNs: bigint;
  /** Only spans before this one; null: all. */
  before: SpanMoment | null;
  /** Only spans of these traces; null: all. */
  traceIds: string[] | null;
  limit: number;
};

/** Spans that may satisfy the probe, newest first. */
export async function findCandidateSpans(
  client: Queryable,
  question: CandidateQuestion,
): Promise<CandidateSpan[]> {
  const { probe, before, traceIds } = question;
  const values = new Parameters();
  const conditions = [
    `start_ns >= ${values.add(question.fromNs)}`,
    `start_ns < ${values.add(question.toNs)}`,
    ...probe.columns.map((column) => columnCondition(column, values)),
    ...probe.attributes.map((attribute) => attributeCondition(attribute, values)),
  ];
  if (traceIds !== null) conditions.push(`trace_id = ANY (${values.add(traceIds)}::uuid[])`);
  if (before !== null) conditions.push(beforeCondition(before, values));
  const { rows } = await client.query<CandidateRow>(
    `
      SELECT
        trace_id, span_id, start_ns, origin_id, name,
        ${probe.attributes.length > 0 ? "payload" : "NULL::bytea AS payload"}
      FROM spans
      WHERE ${conditions.join("\n        AND ")}
      ORDER BY start_ns DESC, trace_id DESC, span_id DESC
      LIMIT ${values.add(question.limit)}
    `,
    values.list,
  );
  return rows.map((row) => ({
    traceId: traceIdOfUuid(row.trace_id),
    spanId: spanIdOfBigint(row.span_id),
    startNs: BigInt(row.start_ns),
    originId: BigInt(row.origin_id),
    name: row.name,
    payload: row.payload ?? new Uint8Array(0),
  }));
}

/** The values of a statement, each named by its place. */
class Parameters {
  readonly list: unknown[] = [];

  add(value: unknown): string {
    return `$${this.list.push(value)}`;
  }
}

function columnCondition(probe: ColumnProbe, values: Parameters): string {
  const value = values.add(probe.value);
  switch (probe.operator) {
    case "contains":
      return `position(lower(${value}) IN lower(name)) > 0`;
    case "in":
      return `service_id = ANY (${value}::bigint[])`;
    case "not in":
      return `service_id <> ALL (${value}::bigint[])`;
    case "!=":
      return `${probe.column} <> ${value}`;
    default:
      return `${probe.column} ${probe.operator} ${value}`;
  }
}

/** Bits are compared one mask at a time; all masks of a condition are alternatives. */
function attributeCondition(probe: AttributeProbe, values: Parameters): string {
  const masks = probe.bits.map((bits) => {
    const mask = values.add(BigInt.asIntN(64, bits));
    return `attribute_bits & ${mask}::bigint = ${mask}::bigint`;
  });
  if (probe.originIds.length > 0) {
    masks.push(`origin_id = ANY (${values.add(probe.originIds)}::bigint[])`);
  }
  return `(${masks.join(" OR ")})`;
}

function beforeCondition(before: SpanMoment, values: Parameters): string {
  const start = values.add(before.startNs);
  const trace = values.add(before.traceId);
  const span = values.add(bigintOfSpanId(before.spanId));
  return `(start_ns, trace_id, span_id) < (${start}::bigint, ${trace}::uuid, ${span}::bigint)`;
}

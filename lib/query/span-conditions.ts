import { serviceId } from "@/lib/aggregate/service-id.ts";
import {
  type Comparison,
  numberOf,
  SPAN_KINDS,
  type SpanCondition,
} from "@/lib/contract/trace-search.ts";
import { linkHash, nameBits, nameHash, pairBits, pairHashes } from "@/lib/decode/attribute-hash.ts";
import { attributesToRecord } from "@/lib/decode/attributes.ts";
import type { KeyValue } from "@/lib/decode/otlp-messages.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import { findServices } from "@/lib/store/origins.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { type AttributeProbe, findOriginsWith, type SpanProbe } from "@/lib/store/span-search.ts";

/** A condition on attributes, with what tells quickly that a span cannot satisfy it. */
type AttributeCondition = Extract<SpanCondition, { kind: "attribute" | "present" }>;

/** What the store can decide of a search, and what decides for good. */
export type SpanQuestion = {
  probe: SpanProbe;
  matches: (span: { payload: Uint8Array; originId: bigint }) => boolean;
};

/** Splits a search into what columns, summaries and payloads decide. */
export async function planConditions(
  client: Queryable,
  conditions: readonly SpanCondition[],
): Promise<SpanQuestion> {
  const probe: SpanProbe = { columns: [], attributes: [] };
  const attributes: DecidedByPayload[] = [];
  for (const condition of conditions) {
    if (condition.kind === "attribute" || condition.kind === "present") {
      const originIds = await originsThatSatisfy(client, condition);
      attributes.push({ condition, originIds: new Set(originIds) });
      probe.attributes.push(probeOf(condition, originIds));
    } else probe.columns.push(await columnOf(client, condition));
  }
  return { probe, matches: (span) => satisfiesAll(attributes, span) };
}

/** Asks for the spans that link to a trace. */
export function linksTo(traceId: string): SpanQuestion {
  const id = Buffer.from(traceId, "hex");
  const hash = linkHash(id);
  return {
    probe: { columns: [], attributes: [{ hashes: [hash], bits: [pairBits(hash)], originIds: [] }] },
    matches: ({ payload }) =>
      readMessage("Span", payload).links.some((link) => id.equals(link.traceId)),
  };
}

async function originsThatSatisfy(
  client: Queryable,
  condition: AttributeCondition,
): Promise<bigint[]> {
  const origins = await findOriginsWith(client, condition.name);
  return origins
    .filter(({ resource }) => satisfies(resource[condition.name], condition))
    .map(({ originId }) => originId);
}

function probeOf(condition: AttributeCondition, originIds: bigint[]): AttributeProbe {
  const isPair = condition.kind === "attribute" && condition.comparison === "=";
  const name = nameHash(condition.name);
  if (!isPair) return { hashes: [name], bits: [nameBits(name)], originIds };
  const hashes = pairHashes(condition.name, condition.value);
  return { hashes, bits: hashes.map((hash) => pairBits(hash) | nameBits(name)), originIds };
}

type ColumnCondition = Exclude<SpanCondition, AttributeCondition>;

async function columnOf(
  client: Queryable,
  condition: ColumnCondition,
): Promise<SpanProbe["columns"][number]> {
  switch (condition.kind) {
    case "text":
      return { column: "name", operator: "contains", value: condition.text };
    case "duration": {
      const value = BigInt(Math.round(condition.ms * 1e6));
      return { column: "duration_ns", operator: condition.comparison, value };
    }
    case "status":
      return { column: "is_error", operator: "=", value: condition.isError };
    case "spanKind":
      return {
        column: "kind",
        operator: condition.isEqual ? "=" : "!=",
        value: SPAN_KINDS.indexOf(condition.value),
      };
    case "name":
      return { column: "name", operator: condition.isEqual ? "=" : "!=", value: condition.value };
    case "service": {
      const filter = { service: [condition.value], namespace: [], environment: [] };
      const ids = (await findServices(client, filter)).map(serviceId);
      return { column: "service_id", operator: condition.isEqual ? "in" : "not in", value: ids };
    }
  }
}

type DecidedByPayload = { condition: AttributeCondition; originIds: ReadonlySet<bigint> };

function satisfiesAll(
  attributes: readonly DecidedByPayload[],
  span: { payload: Uint8Array; originId: bigint },
): boolean {
  const open = attributes.filter(({ originIds }) => !originIds.has(span.originId));
  if (open.length === 0) return true;
  const message = readMessage("Span", span.payload);
  const records = [message, ...message.events].map((part) => recordOf(part.attributes));
  return open.every(({ condition }) =>
    records.some((record) => satisfies(record[condition.name], condition)),
  );
}

const recordOf = (attributes: readonly KeyValue[]) =>
  attributesToRecord(attributes, ATTRIBUTE_LIMITS).record;

/** An absent value satisfies nothing. A list satisfies what one of its items does. */
function satisfies(value: unknown, condition: AttributeCondition): boolean {
  if (value === undefined || value === null) return false;
  if (condition.kind === "present") return true;
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const { comparison, value: wanted } = condition;
  if (comparison === "!=") return !items.some((item) => isEqual(item, wanted));
  return items.some((item) =>
    comparison === "=" ? isEqual(item, wanted) : compares(item, comparison, Number(wanted)),
  );
}

function isEqual(item: unknown, wanted: string): boolean {
  if (typeof item === "number") return item === numberOf(wanted);
  return typeof item === "string" || typeof item === "boolean" ? String(item) === wanted : false;
}

/** Texts that write numbers compare as numbers, since many SDKs send codes as text. */
function compares(item: unknown, comparison: Comparison, wanted: number): boolean {
  const number = typeof item === "string" ? numberOf(item) : item;
  if (typeof number !== "number") return false;
  switch (comparison) {
    case ">":
      return number > wanted;
    case ">=":
      return number >= wanted;
    case "<":
      return number < wanted;
    case "<=":
      return number <= wanted;
    default:
      return false;
  }
}

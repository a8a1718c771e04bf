import { nameBits, nameHash } from "@/lib/decode/attribute-hash.ts";
import { attributesToRecord } from "@/lib/decode/attributes.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import { readPool } from "@/lib/platform/db.ts";
import { loadOrigins } from "@/lib/store/origins.ts";
import type { CandidateSpan } from "@/lib/store/span-search.ts";
import { type BreakerChange, keepOrder } from "./breaker-changes.ts";
import type { BreakerInstance } from "./breaker-instance.ts";
import { nsOfMs } from "./nanoseconds.ts";
import type { SpanQuestion } from "./span-conditions.ts";
import { type NsRange, scanSpans } from "./span-scan.ts";

const EVENT = "circuit_breaker.transition";
const STATE_TO = "circuit_breaker.state.to";
/** Traces are looked for of so many of the newest changes, since each may mean a window of spans to look through. */
const MOST_CHANGES = 40;
const MOST_SPANS = 1_000;
/** What clocks and rounding may differ by, in ms. */
const SLACK_MS = 2_000;

type Change = { one: BreakerInstance; change: BreakerChange; fromMs: number; toMs: number };
type Transition = { identity: string; state: string; atMs: number; traceId: string };

/**
 * Finds the traces in which breakers changed, by the event `circuit_breaker.transition` of their spans, and from it the
 * exact moment. `reachMs`: how long before the bucket that shows it a change may have been.
 */
export async function findTrips(
  instances: readonly BreakerInstance[],
  reachMs: number,
): Promise<void> {
  const changes = instances
    .flatMap((one) => one.changes.slice(1).map((change) => ({ one, change })))
    .filter(({ change }) => change.state !== "unknown")
    .toSorted((a, b) => b.change.atMs - a.change.atMs)
    .slice(0, MOST_CHANGES)
    .map((found) => ({ ...found, ...windowOf(found, reachMs) }));
  if (changes.length === 0) return;
  const transitions = await readTransitions(mergeWindows(changes));
  for (const wanted of changes) assign(wanted, transitions);
  for (const { changes: own } of instances) keepOrder(own);
}

function windowOf(
  { one, change }: Pick<Change, "one" | "change">,
  reachMs: number,
): Pick<Change, "fromMs" | "toMs"> {
  const { atMs, isExact, slot } = change;
  if (isExact) return { fromMs: atMs - SLACK_MS, toMs: atMs + SLACK_MS };
  const { first, stepSeconds } = one.plan;
  const endMs = (first + (slot + 1) * stepSeconds) * 1_000;
  return { fromMs: endMs - reachMs - SLACK_MS, toMs: endMs + SLACK_MS };
}

/** Takes the transition that is nearest, each only once. */
function assign({ one, change, fromMs, toMs }: Change, transitions: Set<Transition>): void {
  const identity = identityOf(one);
  const [nearest] = [...transitions]
    .filter(
      (found) =>
        found.identity === identity &&
        found.state === change.state &&
        found.atMs >= fromMs &&
        found.atMs <= toMs,
    )
    .sort((a, b) => Math.abs(a.atMs - change.atMs) - Math.abs(b.atMs - change.atMs));
  if (!nearest) return;
  transitions.delete(nearest);
  change.traceId = nearest.traceId;
  if (!change.isExact) Object.assign(change, { atMs: nearest.atMs, isExact: true });
}

const identityOf = ({
  lines: [{ namespace, service, environment, instance, dimensions }],
}: BreakerInstance) =>
  JSON.stringify([namespace, service, environment, instance, dimensions.breaker]);

/** A span begins before its breaker changes: mostly within some seconds. */
const SPAN_LEAD_MS = 30_000;

function mergeWindows(windows: readonly { fromMs: number; toMs: number }[]): NsRange[] {
  const merged: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of windows.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && fromMs - SPAN_LEAD_MS <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs: fromMs - SPAN_LEAD_MS, toMs });
  }
  return merged.map(({ fromMs, toMs }) => ({ fromNs: nsOfMs(fromMs), toNs: nsOfMs(toMs) }));
}

/** Spans that may have the event; their payload tells. */
function withTransition(): SpanQuestion {
  const hash = nameHash(STATE_TO);
  return {
    probe: { columns: [], attributes: [{ hashes: [hash], bits: [nameBits(hash)], originIds: [] }] },
    matches: () => true,
  };
}

async function readTransitions(windows: readonly NsRange[]): Promise<Set<Transition>> {
  const pool = readPool();
  const spans: CandidateSpan[] = [];
  for (const range of windows) {
    for await (const batch of scanSpans(pool, withTransition(), { range, before: null })) {
      spans.push(...batch.spans);
      if (spans.length > MOST_SPANS) break;
    }
  }
  const origins = await loadOrigins(
    pool,
    spans.map(({ originId }) => originId),
  );
  return new Set(
    spans.flatMap(({ payload, traceId, originId }): Transition[] => {
      const origin = origins.get(originId);
      if (!origin) return [];
      const { namespace, service, environment, instance } = origin;
      return readMessage("Span", payload)
        .events.filter(({ name }) => name === EVENT)
        .map(({ attributes, timeUnixNano }) => {
          const { record } = attributesToRecord(attributes, ATTRIBUTE_LIMITS);
          const breaker = record["circuit_breaker.name"];
          return {
            identity: JSON.stringify([namespace, service, environment, instance, breaker]),
            state: String(record[STATE_TO]),
            atMs: Number(timeUnixNano / 1_000_000n),
            traceId,
          };
        });
    }),
  );
}

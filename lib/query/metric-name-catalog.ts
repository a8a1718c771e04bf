import pg from "pg";
import { liveChanges } from "@/lib/platform/live-bus.ts";
import { countMetricNames, type MetricNameCount } from "@/lib/store/metric-names.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

/** What may still be registered with an earlier time than has been read: it is read again each time. */
const RECENT_MS = 120_000;
const FRESH_MS = 2_000;
/** Everything is read again so often, also what was registered with a time long past. */
const WHOLE_MS = 300_000;

type Known = {
  /** Up to `untilMs`; the rest is in `recent`. */
  settled: MetricNameCount[];
  recent: MetricNameCount[];
  untilMs: number;
  wholeMs: number;
  loadedMs: number;
  /** What had been announced by then. */
  changes: number;
};

// Next bundles this module more than once in a process; what is known must exist once.
declare global {
  var headroomMetricNames: { known: Known | null; loading: Promise<Known> | null } | undefined;
}

/** Every metric that has been received, by sender: kept in memory, so that a search takes no time. */
export async function metricNameCounts(
  client: Queryable,
  nowMs: number,
): Promise<readonly MetricNameCount[]> {
  const { settled, recent } = await fresh(client, nowMs);
  return [...settled, ...recent];
}

/** Names of metrics that have been received, once each. */
export async function metricNames(client: Queryable, nowMs: number): Promise<ReadonlySet<string>> {
  const { settled, recent } = await fresh(client, nowMs);
  const names = new Set(namesOf(settled));
  for (const { name } of recent) names.add(name);
  return names;
}

const names = new WeakMap<readonly MetricNameCount[], ReadonlySet<string>>();

/** There are many senders of few names: gone through once. */
function namesOf(settled: readonly MetricNameCount[]): ReadonlySet<string> {
  const found = names.get(settled) ?? new Set(settled.map(({ name }) => name));
  names.set(settled, found);
  return found;
}

async function fresh(client: Queryable, nowMs: number): Promise<Known> {
  globalThis.headroomMetricNames ??= { known: null, loading: null };
  const state = globalThis.headroomMetricNames;
  const isFresh = (known: Known) =>
    Math.abs(nowMs - known.loadedMs) < FRESH_MS && known.changes === liveChanges();
  if (state.known !== null && isFresh(state.known)) return state.known;
  // Who has a connection must not wait for one who waits for a connection.
  if (client instanceof pg.Pool)
    state.known = await (state.loading ?? load(client, state.known, nowMs));
  else {
    state.loading ??= load(client, state.known, nowMs).finally(() => {
      state.loading = null;
    });
    state.known = await state.loading;
  }
  return state.known;
}

async function load(client: Queryable, known: Known | null, nowMs: number): Promise<Known> {
  const changes = liveChanges();
  const untilMs = nowMs - RECENT_MS;
  const isWhole = known === null || Math.abs(nowMs - known.wholeMs) >= WHOLE_MS;
  const fromMs = isWhole ? 0 : known.untilMs;
  const between = await countMetricNames(client, { fromMs, toMs: untilMs });
  const recent = await countMetricNames(client, {
    fromMs: untilMs,
    toMs: Number.MAX_SAFE_INTEGER,
  });
  return {
    settled: isWhole
      ? between
      : between.length > 0
        ? [...known.settled, ...between]
        : known.settled,
    recent,
    untilMs,
    wholeMs: isWhole ? nowMs : known.wholeMs,
    loadedMs: nowMs,
    changes,
  };
}

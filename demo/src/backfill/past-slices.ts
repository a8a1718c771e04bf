import { arrivalsOnCalendar, BUSIEST_PER_SECOND } from "../load/load-shape.ts";
import { seededRandom } from "../random.ts";
import { exportMetrics, takeLogs, takeSpans } from "./export-bodies.ts";
import { PastShop } from "./past-shop.ts";

/** What lies in one body, or in many. */
export type Volume = {
  requests: number;
  errors: number;
  spans: number;
  points: number;
  logs: number;
};

export const NOTHING: Volume = { requests: 0, errors: 0, spans: 0, points: 0, logs: 0 };

export type PastBody = { path: "/v1/traces" | "/v1/metrics" | "/v1/logs"; bytes: Buffer };

/** A few minutes of the past; `untilMs` is their end (Unix ms). */
export type PastSlice = {
  untilMs: number;
  bodies: PastBody[];
  volume: Volume;
  /** Since the past began. */
  requestsByService: Record<string, number>;
};

export type Past = { fromMs: number; untilMs: number };

/** Spans of so much time go together, as a Collector batches them: some 8,000 at the busiest. */
export const SLICE_MS = 150_000;
const METRICS_EVERY_MS = 300_000;

/** The past slice by slice, oldest first. The same past gives the same bodies, to the byte. */
export function* pastSlices(past: Past): Generator<PastSlice> {
  const random = seededRandom(Math.floor(past.fromMs / SLICE_MS));
  const shop = new PastShop(random, past);
  const { work, processes } = shop;
  for (let fromMs = past.fromMs; fromMs < past.untilMs; ) {
    const untilMs = Math.min(Math.floor(fromMs / SLICE_MS) * SLICE_MS + SLICE_MS, past.untilMs);
    const before = { ...work.told, spans: work.pen.spans };
    shop.live(fromMs, untilMs - fromMs);
    const { requests, errors, logs } = work.told;
    const bodies: PastBody[] = [{ path: "/v1/traces", bytes: takeSpans(processes) }];
    if (logs > before.logs) bodies.push({ path: "/v1/logs", bytes: takeLogs(processes) });
    let points = 0;
    if (untilMs % METRICS_EVERY_MS === 0 || untilMs === past.untilMs) {
      const load = arrivalsOnCalendar(untilMs) / BUSIEST_PER_SECOND;
      const metrics = exportMetrics(processes, { atMs: untilMs, load, random });
      bodies.push({ path: "/v1/metrics", bytes: metrics.bytes });
      points = metrics.points;
    }
    const volume = {
      requests: requests - before.requests,
      errors: errors - before.errors,
      spans: work.pen.spans - before.spans,
      points,
      logs: logs - before.logs,
    };
    yield { untilMs, bodies, volume, requestsByService: { ...work.requestsByService } };
    fromMs = untilMs;
  }
}

export function addVolume(one: Volume, other: Volume): Volume {
  return {
    requests: one.requests + other.requests,
    errors: one.errors + other.errors,
    spans: one.spans + other.spans,
    points: one.points + other.points,
    logs: one.logs + other.logs,
  };
}

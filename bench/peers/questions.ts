import { serviceName } from "../query/seed-history.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
export const HISTORY_SECONDS = 7 * DAY;

/** A p95 over time; `from` (inclusive) and `to` (exclusive) are multiples of the step, in Unix seconds. */
export type PeerQuestion = {
  name: string;
  from: number;
  to: number;
  step: number;
  /** Null: all services, each by itself. */
  service: string | null;
  /** What our answer is read from. */
  ours: string;
};

/** An answer: milliseconds by `SERVICE BUCKET_START`. */
export type Answer = Map<string, number>;

export const answerKey = (service: string, bucketStart: number): string =>
  `${service} ${bucketStart}`;

/**
 * The questions over a history that ends at `end` (a whole hour, Unix seconds). Steps of seven and of 61 minutes are no
 * multiple of our wider tiers: then we too answer from one-minute rows.
 */
export function peerQuestions(end: number): PeerQuestion[] {
  const ask = (
    name: string,
    { range, step, service }: { range: number; step: number; service: string | null },
    ours: string,
  ): PeerQuestion => {
    const from = Math.ceil((end - range) / step) * step;
    const to = from + Math.floor((end - from) / step) * step;
    return { name, from, to, step, service, ours };
  };
  const one = { range: DAY, service: serviceName(3) };
  const all = { range: HISTORY_SECONDS, service: null };
  return [
    ask("one service, 24 h at 5 min", { ...one, step: 300 }, "5-minute tier"),
    ask("one service, 24 h at 7 min", { ...one, step: 420 }, "1-minute rows, packed"),
    ask("all services, 7 d at 1 h", { ...all, step: HOUR }, "1-hour tier"),
    ask("all services, 7 d at 61 min", { ...all, step: 61 * 60 }, "1-minute rows, packed"),
  ];
}

export const METRIC = "http_server_request_duration_seconds";

/** The question in PromQL: each point looks back over its step. */
export function promqlParams({ from, to, step, service }: PeerQuestion): Record<string, string> {
  const which = service === null ? "" : `{service="${service}"}`;
  const increase = `increase(${METRIC}_bucket${which}[${step}s])`;
  return {
    query: `histogram_quantile(0.95, sum by (le, service) (${increase}))`,
    start: String(from + step),
    end: String(to),
    step: String(step),
  };
}

/** The question to our API. */
export function apiParams({ from, to, step, service }: PeerQuestion): Record<string, string> {
  return {
    from: String(from * 1000),
    to: String(to * 1000),
    step: String(step),
    groupBy: "service",
    environment: "production",
    ...(service !== null && { service }),
  };
}

import { Lens, type LensRow } from "./lens.ts";

export const LIMIT_DIMENSIONS = ["policy", "route", "keyHash"] as const;
export type LimitDimension = (typeof LIMIT_DIMENSIONS)[number];

/** `queued`: waiting at present. `delayed`: had to wait. `rejectedOfKey`: refusals of one key. */
export type LimitMeasure =
  | "allowed"
  | "rejected"
  | "queued"
  | "delayed"
  | "rejectedOfKey"
  | "permits";

type Row = LensRow<LimitDimension, LimitMeasure>;

const ROUTE = ["http.route", "route"];
const KIT = { policy: ["ratelimiter.name"], route: ROUTE } as const;
const ASP = { policy: ["aspnetcore.rate_limiting.policy"], route: ROUTE } as const;
const RESULTS = {
  allowed: "allowed",
  acquired: "allowed",
  rejected: "rejected",
  denied: "rejected",
  queued: "delayed",
} as const;

/** Every library and convention by which a rate limiter is recognised. */
export const LIMIT_ROWS: readonly Row[] = [
  {
    library: "ratelimiter",
    metric: "ratelimiter.requests",
    measure: { attribute: ["ratelimiter.result", "result"], values: RESULTS },
    dimensions: KIT,
  },
  {
    library: "ratelimiter",
    metric: "ratelimiter.rejected_keys",
    measure: "rejectedOfKey",
    dimensions: { ...KIT, keyHash: ["ratelimiter.key_hash"] },
  },
  {
    library: "aspnetcore",
    metric: "aspnetcore.rate_limiting.requests",
    measure: {
      attribute: ["aspnetcore.rate_limiting.result"],
      values: {
        acquired: "allowed",
        endpoint_limiter: "rejected",
        global_limiter: "rejected",
        request_canceled: "rejected",
      },
    },
    dimensions: ASP,
  },
  {
    library: "aspnetcore",
    metric: "aspnetcore.rate_limiting.queued_requests",
    measure: "queued",
    dimensions: ASP,
  },
  {
    library: "resilience4j",
    metric: "resilience4j.ratelimiter.available.permissions",
    measure: "permits",
    dimensions: { policy: ["name"] },
  },
  {
    library: "resilience4j",
    metric: "resilience4j.ratelimiter.waiting_threads",
    measure: "queued",
    dimensions: { policy: ["name"] },
  },
  {
    library: "polly",
    metric: "resilience.polly.strategy.events",
    measure: "rejected",
    dimensions: { policy: ["pipeline.name", "strategy.name"] },
    where: { "event.name": "onratelimiterrejected" },
  },
];

export const LIMIT_LENS = new Lens<LimitDimension, LimitMeasure>(LIMIT_DIMENSIONS, LIMIT_ROWS);

/** The policy of what is only known by its answers of status 429. */
export const STATUS_POLICY = "HTTP 429";

/** Rejected / (allowed + rejected), 0 to 1; null: nobody asked, or what was allowed is not told. */
export const rejectedRatioOf = (allowed: number | null, rejected: number | null): number | null =>
  allowed === null || rejected === null || allowed + rejected <= 0
    ? null
    : rejected / (allowed + rejected);

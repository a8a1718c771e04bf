import { RANGES, SERIES_A_SERVICE, serviceName } from "./seed-history.ts";

/** A question to the API, and how many requests its answer must count in all. */
export type Question = {
  name: string;
  /** Parameters of `/api/v1/requests`, or of `/api/v1/services` when there is no `groupBy`. */
  params: Record<string, string>;
  path: "/api/v1/requests" | "/api/v1/services";
  requests: number;
  /** The p95 that is aimed at, if any, in milliseconds. */
  aimMs: number | null;
};

const ALL = "service,route,method,status";

/** The questions over `seriesCount` seeded series up to `end` (Unix seconds). */
export function questionsOver(seriesCount: number, end: number): Question[] {
  const ask = (
    name: string,
    range: keyof typeof RANGES,
    options: { params?: Record<string, string>; series?: number; aimMs?: number } = {},
  ): Question => {
    const from = end - RANGES[range];
    const params = { from: String(from * 1000), to: String(end * 1000), ...options.params };
    return {
      name: `${name}, ${range}`,
      params,
      path: options.params ? "/api/v1/requests" : "/api/v1/services",
      requests: (end - roundedStart(from, RANGES[range])) * (options.series ?? seriesCount),
      aimMs: options.aimMs ?? null,
    };
  };
  const one = { service: serviceName(3), step: "300" };
  const isSmall = seriesCount === 200;
  const aims = { oneService: isSmall ? { aimMs: 14 } : {}, all: isSmall ? { aimMs: 37 } : {} };
  return [
    ask("one service at 5 min", "24 h", {
      params: { ...one, groupBy: "service" },
      series: SERIES_A_SERVICE,
      ...aims.oneService,
    }),
    ask("one service by series at 5 min", "24 h", {
      params: { ...one, groupBy: ALL },
      series: SERIES_A_SERVICE,
      ...aims.oneService,
    }),
    ask("all by service at 1 h", "7 d", {
      params: { step: "3600", groupBy: "service" },
      ...aims.all,
    }),
    // Of 2,000 series the answer would be 100 MB, which nobody draws.
    ...(isSmall
      ? [
          ask("all by series at 1 h", "7 d", {
            params: { step: "3600", groupBy: ALL },
            ...aims.all,
          }),
        ]
      : []),
    ...(Object.keys(RANGES) as (keyof typeof RANGES)[]).flatMap((range) => [
      ask("services list", range),
      ask("all by service", range, { params: { groupBy: "service" } }),
    ]),
  ];
}

/** A range begins at a whole row of the finest tier that is kept that long: 10 seconds, minutes, or hours. */
const roundedStart = (from: number, rangeSeconds: number): number => {
  const finest = rangeSeconds <= 3 * 3_600 ? 10 : rangeSeconds < RANGES["30 d"] ? 60 : 3_600;
  return Math.floor(from / finest) * finest;
};

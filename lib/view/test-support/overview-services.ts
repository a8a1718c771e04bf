import type { OverviewService } from "@/lib/contract/overview.ts";

/** A service of which no concern tells anything, with what differs. */
export const toldService = (
  service: string,
  over: Partial<OverviewService> = {},
): OverviewService => ({
  ...{ namespace: "", service, environment: "production" },
  ...{ caches: null, breakers: null, limits: null, databases: null, events: null, resources: null },
  ...over,
});

/** Caches of which users/l2 fell from 94 % to 61 % at a moment, and lasts. */
export const fallenCaches = (fellAt: string): NonNullable<OverviewService["caches"]> => ({
  ...{ status: "critical", layerCount: 2, hits: 770, misses: 230, hitRatio: 0.77 },
  course: { hits: [470, 300], misses: [30, 200] },
  worst: {
    ...{ cache: "users", layer: "l2", usualRatio: 0.94, fallenRatio: 0.61 },
    ...{ fellAt, backAt: null },
  },
});

/** Four breakers, of which "profile-api" is open since a moment. */
export const openBreakers = (since: string): NonNullable<OverviewService["breakers"]> => ({
  ...{ status: "critical", instanceCount: 4, openCount: 1, halfOpenCount: 0, unknownCount: 0 },
  worst: { breaker: "profile-api", state: "open", since },
  ...{ openedAt: since, openedBreaker: "profile-api" },
});

/** A limiter that refused 2 % of 1,000 requests. */
export const busyLimits = (
  status: "warning" | "critical" = "warning",
): NonNullable<OverviewService["limits"]> => ({
  ...{ status, rejected: 20, rejectedRatio: 0.02 },
  worst: { policy: "api", route: "/pay", mostAt: "2026-11-24T14:02:00.000Z" },
});

import { describe, expect, test } from "vitest";
import { chartSpec } from "@/lib/contract/chart-spec.ts";
import { ALERT_CONCERNS } from "@/lib/domain/alert-measures.ts";
import { CHARTED_CONCERNS, CONCERN_CHARTS, chartsOf } from "@/lib/domain/concern-charts.ts";
import { alertDraftOf } from "./alert-draft.ts";
import { breakerTracks } from "./breaker-figures.ts";
import { cacheTracks } from "./caches.ts";
import { chartAddress } from "./chart-address.ts";
import { concernSpec } from "./concern-spec.ts";
import { databaseTracks } from "./database-charts.ts";
import { eventTracks } from "./event-page.ts";
import { limitTracks } from "./limits.ts";
import { narrowChart } from "./panel-scope.ts";

const SCOPE = { service: "users", namespace: null, environment: "production" };
const NOBODY = { service: null, namespace: null, environment: null };
const RANGE = {
  from: "2026-11-24T13:00:00.000Z",
  to: "2026-11-24T14:00:00.000Z",
  stepSeconds: 60,
};
const ids = ({ tracks }: { tracks: readonly { id: string }[] }) => tracks.map(({ id }) => id);

describe("a chart of a concern", () => {
  const spec = concernSpec("caches", "ratio", SCOPE);

  test("is pinned with what the bar narrows to, and read back from an export", () => {
    expect(spec).toEqual({
      ...{ kind: "concern", concern: "caches", chart: "ratio" },
      filters: { service: ["users"], environment: ["production"] },
    });
    expect(chartSpec.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    expect(concernSpec("caches", "no such", SCOPE)).toBeNull();
  });

  test("that does not exist is refused, with those that do", () => {
    const { error } = chartSpec.safeParse({ kind: "concern", concern: "limits", chart: "lag" });
    expect(error?.issues).toMatchObject([
      { path: ["chart"], message: "use one of rejected, ratio" },
    ]);
    expect(chartSpec.safeParse({ kind: "concern", concern: "x", chart: "ratio" }).success).toBe(
      false,
    );
  });

  test("leads to its page and takes what a board's reader chose", () => {
    expect(spec && chartAddress(spec)).toEqual({
      ...{ path: "/caches", service: "users", namespace: null, environment: "production" },
      params: {},
    });
    const everywhere = concernSpec("caches", "ratio", NOBODY);
    expect(
      everywhere &&
        narrowChart(everywhere, {
          variables: ["service"],
          chosen: { ...NOBODY, service: "users" },
        }),
    ).toMatchObject({ filters: { service: ["users"] } });
  });

  test("is watched from the side on which it is bad", () => {
    expect(spec && alertDraftOf(spec, { title: "Hit ratio", threshold: 0.61 })).toMatchObject({
      ...{ name: "Hit ratio below 0.61", operator: "<", threshold: 0.61 },
      query: { concern: "caches", measure: "hitRatio", filters: { service: ["users"] } },
    });
    const refused = concernSpec("limits", "rejected", NOBODY);
    expect(refused && alertDraftOf(refused, { title: "Rejected", threshold: 3 })).toMatchObject({
      ...{ name: "Rejected above 3", operator: ">" },
      query: { concern: "limits", measure: "rejectedPerSecond", filters: {} },
    });
  });
});

test("what rules would watch is a measure that rules know", () => {
  const known: Record<string, { measures: object | null }> = ALERT_CONCERNS;
  for (const concern of CHARTED_CONCERNS) {
    for (const { watched } of Object.values(chartsOf(concern))) {
      if (watched) expect(known[concern]?.measures).toHaveProperty(watched.measure);
    }
  }
});

test("every chart that a page always draws can be pinned", () => {
  const drawn = {
    caches: ids(cacheTracks({ ...RANGE, groups: [], chains: [] }, [], 0)),
    breakers: ids(breakerTracks({ ...RANGE, breakers: [] }, [], 0)),
    limits: ids(limitTracks({ ...RANGE, groups: [], busiestKeys: [] }, [], 0)),
    events: ids(eventTracks({ ...RANGE, groups: [] }, [], 0)),
  };
  for (const concern of ["caches", "breakers", "limits", "events"] as const) {
    expect(Object.keys(CONCERN_CHARTS[concern]).toSorted()).toEqual(drawn[concern].toSorted());
  }
  const answer = { ...RANGE, groups: [], pools: [], replicas: [], nodes: [], nPlusOnes: [] };
  for (const id of ids(databaseTracks(answer, [], 0))) {
    expect(CONCERN_CHARTS.databases).toHaveProperty(id);
  }
});

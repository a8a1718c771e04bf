import { describe, expect, it } from "vitest";
import type { TimelineChange, TimelineEvent } from "@/lib/contract/timeline.ts";
import { deploysOf, deployTitle, effectText, markersOf } from "./timeline.ts";

const SHOP = { service: "shop", namespace: "", environment: "production" };
const plain = (text: string | null) => text?.replaceAll("\u00a0", " ") ?? null;

const compared: TimelineChange = {
  kind: "compared",
  windowSeconds: 600,
  before: { requestCount: 600, throughputPerSecond: 1, errorRatio: 0, p95Ms: 10 },
  after: { requestCount: 1_200, throughputPerSecond: 2, errorRatio: 0.1, p95Ms: 40 },
  delta: { throughputPerSecond: 1, errorRatio: 0.1, p95Ms: 30 },
};

const version = (over: Partial<Extract<TimelineEvent, { source: "version" }>>): TimelineEvent => ({
  source: "version",
  id: "v",
  at: "2026-11-24T12:00:00.000Z",
  title: "shop 2",
  ...SHOP,
  kind: "deployment",
  version: "2",
  previousVersion: "1",
  versionChange: "new",
  change: null,
  ...over,
});

const marker = (over: Partial<Extract<TimelineEvent, { source: "marker" }>>): TimelineEvent => ({
  source: "marker",
  id: "m",
  at: "2026-11-24T12:00:00.000Z",
  title: "Something",
  service: null,
  namespace: null,
  environment: null,
  kind: "note",
  version: null,
  url: null,
  description: null,
  createdBy: "Ann",
  firstRequestAt: null,
  change: null,
  ...over,
});

describe("effectText", () => {
  it("says p95, errors and rate before and after, and over how long", () => {
    expect(plain(effectText(compared))).toBe(
      "p95 10.0 ms → 40.0 ms (+300 %), errors 0 % → 10.0 %, 1.00 /s → 2.00 /s; 10 min each side",
    );
  });

  it("is short about errors that there are none of", () => {
    const after = { ...compared.after, errorRatio: 0 };
    expect(plain(effectText({ ...compared, after }))).toContain("(+300 %), no errors, 1.00 /s");
  });

  it("says why nothing is compared", () => {
    const few = { windowSeconds: 600, minimumCount: 30, beforeCount: 20, afterCount: 4 };
    expect(effectText({ kind: "tooFew", ...few })).toBe(
      "too few requests to compare: 20 before, 4 after",
    );
    expect(effectText({ kind: "tooShort" })).toBe(
      "too close to the next event or to now to compare",
    );
    expect(effectText(null)).toBeNull();
  });
});

describe("deploysOf", () => {
  it("takes versions and told deployments of that service alone, at their first request", () => {
    const events = [
      marker({
        id: "told",
        kind: "deployment",
        ...SHOP,
        namespace: null,
        version: "3",
        firstRequestAt: "2026-11-24T12:02:00.000Z",
      }),
      version({ id: "seen" }),
      version({ id: "staging", environment: "staging" }),
      marker({ id: "everywhere", kind: "deployment" }),
    ];
    expect(deploysOf(events, SHOP).map(({ id, version, atMs }) => [id, version, atMs])).toEqual([
      ["seen", "2", Date.parse("2026-11-24T12:00:00.000Z")],
      ["told", "3", Date.parse("2026-11-24T12:02:00.000Z")],
    ]);
  });

  it("names a rollback", () => {
    const [back] = deploysOf([version({ version: "1", versionChange: "rollback" })], SHOP);
    expect(back && deployTitle("shop", back)).toBe("shop back to 1");
    const [again] = deploysOf([version({ versionChange: "return" })], SHOP);
    expect(again && deployTitle("shop", again)).toBe("shop 2 again");
  });
});

describe("markersOf", () => {
  it("takes what names the service or nothing, and leaves deploys out", () => {
    const events = [
      marker({ id: "all" }),
      marker({ id: "shop", service: "shop" }),
      marker({ id: "mail", service: "mail" }),
      marker({ id: "deploy", kind: "deployment", service: "shop" }),
      version({}),
    ];
    expect(markersOf(events, [SHOP]).map(({ id }) => id)).toEqual(["all", "shop"]);
    expect(markersOf(events, []).map(({ id }) => id)).toEqual(["all"]);
  });
});

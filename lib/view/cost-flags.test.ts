import { expect, test } from "vitest";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { toCostFlags } from "./cost-flags.ts";

const place = { service: "orders", namespace: "", environment: "live" };
const version = (id: string, at: string, name: string): TimelineEvent => ({
  ...{ source: "version", kind: "deployment", id, at, title: name, ...place, change: null },
  ...{ version: name, previousVersion: "1", versionChange: "new" },
});
const incident: TimelineEvent = {
  ...{ source: "marker", kind: "incident", id: "m1", at: "2026-11-02T03:00:00.000Z" },
  ...{ title: "Crawler", service: null, namespace: null, environment: null, version: null },
  ...{ change: null, url: null, description: null, createdBy: "Ada", firstRequestAt: null },
};
const bill: TimelineEvent = {
  ...{ source: "cost", kind: "bill", id: "c1", at: "2026-11-02T06:00:00.000Z", title: "Bill" },
  ...{ service: null, namespace: null, environment: null, version: null, change: null },
  ...{ status: "ok", from: "2026-11-01", through: "2026-11-01", isOngoing: false },
  ...{ currency: null, amount: null },
};
const DAYS = ["2026-11-01", "2026-11-02", "2026-11-03"];

test("deploys and marks stand below the UTC day on which they were, an incident before a deploy", () => {
  const events = [
    bill,
    version("v2", "2026-11-02T23:59:59.999Z", "2.0"),
    incident,
    version("v3", "2026-11-03T00:00:00.000Z", "3.0"),
  ];
  expect(toCostFlags(events, DAYS)).toEqual([
    { at: 1, kind: "incident", titles: ["Crawler", "orders 2.0"] },
    { at: 2, kind: "deploy", titles: ["orders 3.0"] },
  ]);
});

test("what happened on days that are not shown is left out, and so is what bills themselves tell", () => {
  expect(toCostFlags([bill, version("v", "2026-10-31T10:00:00.000Z", "2.0")], DAYS)).toEqual([]);
});

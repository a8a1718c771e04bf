import { expect, test } from "vitest";
import type { ResourceFigures, ResourceGroup } from "@/lib/contract/resources.ts";
import { resourcesCondition, resourceTracks, toResourceRows } from "./resources.ts";
import { plainText } from "./sentence.ts";

const NOTHING: ResourceFigures = {
  cpuUtilization: null,
  hostCpuUtilization: null,
  cpuCores: null,
  memoryUtilization: null,
  hostMemoryUtilization: null,
  memoryUsageBytes: null,
  heapUsedBytes: null,
  heapLimitBytes: null,
  eventLoopUtilization: null,
  eventLoopDelayP99Ms: null,
  gcMsPerSecond: null,
  diskReadBytesPerSecond: null,
  diskWriteBytesPerSecond: null,
  diskUtilization: null,
  networkReceiveBytesPerSecond: null,
  networkTransmitBytesPerSecond: null,
  filesystemUtilization: null,
};

const group = (
  instance: string,
  cpuUtilization: number | null,
  condition: ResourceGroup["condition"],
): ResourceGroup => {
  const key = {
    namespace: "",
    service: "orders",
    environment: "",
    instance,
    host: "",
    container: "",
  };
  const totals = { ...NOTHING, cpuUtilization };
  return { key, totals, condition, points: [{ at: "2026-11-24T12:00:00.000Z", ...totals }] };
};

const GROUPS = [group("a", 0.02, "idle"), group("b", 0.4, "ok"), group("c", 0.9, "saturated")];

test("saturated first, idle last", () => {
  expect(toResourceRows(GROUPS).map((row) => row.label)).toEqual([
    "orders c",
    "orders b",
    "orders a",
  ]);
});

test("the sentence says how many are short and which is the worst", () => {
  const { status, parts } = resourcesCondition(toResourceRows(GROUPS));
  expect(status).toBe("warning");
  expect(plainText(parts)).toBe(
    "1 of 3 saturated: most of all orders c; 1 of 3 hardly use their CPU.",
  );
  expect(resourcesCondition([]).status).toBe("unknown");
});

test("a chart of which nothing is known is left out", () => {
  const answer = { from: "", to: "", stepSeconds: 60, groups: GROUPS };
  const { tracks, times } = resourceTracks(answer, 0);
  expect(tracks.map((track) => track.id)).toEqual(["cpu"]);
  expect(times.startsMs).toEqual([Date.UTC(2026, 10, 24, 12)]);
});

test("a chart draws the largest first, whatever the order of the answer", () => {
  const answer = { from: "", to: "", stepSeconds: 60, groups: GROUPS };
  const lines = resourceTracks(answer, 0).tracks[0]?.lines.map(({ label }) => label);
  expect(lines).toEqual(["orders c", "orders b", "orders a"]);
});

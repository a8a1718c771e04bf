import { expect, test } from "vitest";
import { DEFAULT_INHIBITIONS, inhibitor } from "./inhibition.ts";
import { muter } from "./muting.ts";

const silent = (service: string) => ({
  ...{ alertname: "Service gone silent", service, concern: "requests" },
});
const slow = (service: string) => ({ alertname: "Slow", service, concern: "requests" });

test("a silent service hides its own latency, and neither itself nor others", () => {
  const hidden = inhibitor(DEFAULT_INHIBITIONS, [silent("shop"), slow("shop"), slow("cart")]);
  expect(hidden(slow("shop"))).toBe("A silent service hides its latency and errors");
  expect(hidden(slow("cart"))).toBeNull();
  expect(hidden(silent("shop"))).toBeNull();
  expect(hidden({ ...slow("shop"), concern: "caches" })).toBeNull();
  expect(inhibitor(DEFAULT_INHIBITIONS, [slow("shop")])(slow("shop"))).toBeNull();
});

test("the first reason counts: a silence, maintenance, another alert", () => {
  const noon = Date.UTC(2026, 10, 29, 12);
  const matchers = [{ name: "service", value: "shop", isEqual: true }];
  const silence = { matchers, startsMs: noon, endsMs: noon + 1, comment: "known" };
  const window = {
    ...{ id: "w", name: "Backup", matchers, timeZone: "UTC" },
    schedule: { kind: "weekly", days: ["sun"], from: "11:00", to: "12:01" },
  } as const;
  const windows = [{ ...window, schedule: { ...window.schedule, days: ["sun" as const] } }];
  const mutes = { silences: [silence], windows, inhibitions: DEFAULT_INHIBITIONS };
  const at = (ms: number) => muter(mutes, [silent("shop")], ms)(slow("shop"));
  expect(at(noon)).toEqual({ kind: "silence", name: "known" });
  expect(at(noon + 1)).toEqual({ kind: "maintenance", name: "Backup" });
  expect(at(noon + 60_000)?.kind).toBe("inhibition");
  expect(muter(mutes, [], noon + 60_000)(slow("shop"))).toBeNull();
});

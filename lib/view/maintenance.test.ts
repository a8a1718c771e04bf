import { expect, test } from "vitest";
import type { MaintenanceResponse } from "@/lib/contract/maintenance.ts";
import { maintenanceText, nextMaintenanceText } from "./maintenance.ts";

const WINDOW: MaintenanceResponse = {
  ...{ id: "w", name: "Backup", timeZone: "Europe/Berlin", createdBy: "Ann", isActive: false },
  matchers: [{ name: "service", value: "shop", isEqual: true }],
  schedule: { kind: "weekly", days: ["sat", "sun"], from: "02:00", to: "04:00" },
  createdAt: "2026-11-28T12:00:00.000Z",
  next: { from: "2026-11-29T01:00:00.000Z", to: "2026-11-29T03:00:00.000Z" },
};

test("a window in words", () => {
  expect(maintenanceText(WINDOW)).toBe("service=shop · Sat, Sun 02:00–04:00, Europe/Berlin");
  const schedule = { kind: "once", from: "2026-12-24T22:00", to: "2026-12-25T01:00" } as const;
  expect(maintenanceText({ ...WINDOW, matchers: [], schedule })).toBe(
    "every alert · 2026-12-24 22:00 to 2026-12-25 01:00, Europe/Berlin",
  );
  expect(nextMaintenanceText(WINDOW, "UTC")).toMatch(/^next .*01:00.* to .*03:00.* · by Ann$/);
  expect(nextMaintenanceText({ ...WINDOW, isActive: true }, "UTC")).toMatch(/^now, until .*03:00/);
  expect(nextMaintenanceText({ ...WINDOW, next: null }, "UTC")).toBe("is over · by Ann");
});

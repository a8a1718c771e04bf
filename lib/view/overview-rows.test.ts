import { expect, test } from "vitest";
import { overviewReason, toOverviewRows } from "./overview-rows.ts";
import { toServiceRows } from "./service-rows.ts";
import {
  busyLimits,
  fallenCaches,
  openBreakers,
  toldService,
} from "./test-support/overview-services.ts";
import { answerOf, groupOf, HOUR_END, summaryOf } from "./test-support/service-answers.ts";

const AT = "2026-11-24T14:01:00.000Z";
const WHEN = { untilMs: HOUR_END, zone: "UTC" };

const rowsOf = (told: Parameters<typeof toOverviewRows>[1]) => {
  const names = ["users", "orders", "mail"];
  const rows = toServiceRows({
    services: {
      services: names.map((name) => summaryOf(name, name === "users" ? { p95Ms: 300 } : {})),
    },
    requests: answerOf(names.map((name) => groupOf(name))),
    nowMs: HOUR_END,
  });
  return toOverviewRows(rows, told, "UTC").map((row) => [
    row.service,
    row.icon,
    overviewReason(row, WHEN)?.replaceAll("\u00a0", " ") ?? null,
  ]);
};

test("trouble first: of requests and of concerns together", () => {
  expect(rowsOf([])).toEqual([
    ["users", "warning", "p95 over limit"],
    ["mail", "ok", null],
    ["orders", "ok", null],
  ]);
  expect(rowsOf([toldService("orders", { breakers: openBreakers(AT) })])).toEqual([
    ["orders", "critical", "breaker profile-api is open since 14:01"],
    ["users", "warning", "p95 over limit"],
    ["mail", "ok", null],
  ]);
});

test("requests that miss their objective are said before what may be why", () => {
  const [first] = rowsOf([toldService("users", { caches: fallenCaches(AT) })]);
  expect(first).toEqual(["users", "critical", "p95 over limit"]);
});

test("a limiter that refuses a few does not mark its service, nor does another environment", () => {
  const told = [
    toldService("mail", { limits: busyLimits() }),
    toldService("mail", { environment: "staging", breakers: openBreakers(AT) }),
  ];
  expect(rowsOf(told)).toContainEqual(["mail", "ok", null]);
});

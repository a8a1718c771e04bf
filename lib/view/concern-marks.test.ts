import { expect, test } from "vitest";
import { concernMarks } from "./concern-marks.ts";
import { overviewCondition } from "./overview-condition.ts";
import { toServiceRows } from "./service-rows.ts";
import {
  busyLimits,
  fallenCaches,
  openBreakers,
  toldService,
} from "./test-support/overview-services.ts";
import { answerOf, groupOf, HOUR_END, summaryOf } from "./test-support/service-answers.ts";

const AT = "2026-11-24T14:01:00.000Z";
const ALL = { service: null, namespace: null };

const rowsOf = (p95Ms: number) =>
  toServiceRows({
    services: { services: [summaryOf("users", { p95Ms }), summaryOf("orders")] },
    requests: answerOf([groupOf("users"), groupOf("orders")]),
    nowMs: HOUR_END,
  });

const TOLD = [
  toldService("users", { caches: fallenCaches(AT), limits: busyLimits() }),
  toldService("orders", { breakers: openBreakers(AT) }),
];

test("each concern has the worst mark of the services shown", () => {
  const marks = concernMarks({ rows: rowsOf(150), services: TOLD, scope: ALL });
  expect(Object.fromEntries(marks)).toEqual({
    overview: "critical",
    caches: "critical",
    breakers: "critical",
    limits: "warning",
  });
});

test("a link that keeps the bar's service is marked for that service, the overview for all", () => {
  const marks = concernMarks({
    rows: rowsOf(300),
    services: TOLD,
    scope: { service: "orders", namespace: null },
  });
  expect(Object.fromEntries(marks)).toEqual({ overview: "critical", breakers: "critical" });
});

test("the overview's mark is its sentence's icon", () => {
  for (const p95Ms of [150, 300, 900]) {
    for (const services of [
      [],
      TOLD.slice(0, 1),
      TOLD,
      [toldService("users", { limits: busyLimits() })],
    ]) {
      const rows = rowsOf(p95Ms);
      const { status } = overviewCondition(rows, {
        ...{ nowMs: HOUR_END, zone: "UTC", past: false, hrefOf: () => "" },
        concerns: { services, hrefOf: () => "" },
      });
      const mark = concernMarks({ rows, services, scope: ALL }).get("overview");
      expect(mark).toBe(status === "critical" || status === "warning" ? status : undefined);
    }
  }
});

test("nothing is marked before anything is known", () => {
  expect(concernMarks({ rows: null, services: null, scope: ALL }).size).toBe(0);
});

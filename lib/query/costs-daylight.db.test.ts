import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { costsParams, costsResponse } from "@/lib/contract/costs.ts";
import { addDays, type Day, dayStartMs, daysOf } from "@/lib/domain/cost-days.ts";
import { closePools, writePool } from "@/lib/platform/db.ts";
import { importFocus } from "./cost-import.ts";
import { queryCosts } from "./costs.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 1, 12);
const ZONE = "Europe/Berlin";
const HEADING = "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceName";
/** In Berlin one of them has 23 hours, the other 25. */
const [SPRING, AUTUMN] = ["2026-03-29", "2026-10-25"];

const before = process.env.TZ;
let dashboard: TestDashboard;

/** An hour's charge, written with Berlin's own offset, as some exports do. */
function row(startMs: number, amount: string): string {
  const isSummer = startMs >= Date.UTC(2026, 2, 29, 1) && startMs < Date.UTC(2026, 9, 25, 1);
  const hours = isSummer ? 2 : 1;
  const local = (ms: number) =>
    `${new Date(ms + hours * HOUR_MS).toISOString().slice(0, 19)}+0${hours}:00`;
  return `${amount},USD,${local(startMs)},${local(startMs + HOUR_MS)},Compute`;
}

/** Five weeks before a day and a few after: 0.01 an hour, on the day itself 0.5. */
function rowsAround(day: Day): string[] {
  return daysOf(addDays(day, -35), addDays(day, 4)).flatMap((one) =>
    Array.from({ length: 24 }, (_, hour) =>
      row(dayStartMs(one) + hour * HOUR_MS, one === day ? "0.5" : "0.01"),
    ),
  );
}

beforeAll(async () => {
  process.env.TZ = ZONE;
  dashboard = await startDashboard(() => NOW_MS);
  const { rows } = await writePool().query<{ name: string }>("SELECT current_database() AS name");
  await writePool().query(`ALTER DATABASE "${rows[0]?.name}" SET timezone TO '${ZONE}'`);
  await closePools();
  const body = [HEADING, ...rowsAround(SPRING ?? ""), ...rowsAround(AUTUMN ?? "")].join("\n");
  const bytes = (async function* () {
    yield Buffer.from(body);
  })();
  const done = await importFocus(bytes, { source: "focus", part: "" }, () => NOW_MS);
  expect(done.rejectedCount).toBe(0);
});
afterAll(async () => {
  await dashboard.stop();
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

describe.each([
  ["the day of 23 hours", SPRING ?? ""],
  ["the day of 25 hours", AUTUMN ?? ""],
])("where the clocks change, %s", (_, day) => {
  const ask = async (more: Record<string, string> = {}) => {
    const range = { from: addDays(day, -2), to: addDays(day, 3) };
    const asked = costsParams.parse({ ...range, groupBy: ["service"], ...more });
    return costsResponse.parse(await queryCosts(asked, NOW_MS));
  };

  test("has 24 hours of the bill, as have its neighbours", async () => {
    const { rows } = await writePool().query<{ zone: string }>(
      "SELECT current_setting('TimeZone') AS zone",
    );
    expect([rows[0]?.zone, new Date(2026, 0).getTimezoneOffset()]).toEqual([ZONE, -60]);
    expect((await ask()).groups[0]?.points).toEqual(
      [-2, -1, 0, 1, 2].map((count) => ({
        ...{ day: addDays(day, count), estimated: false },
        amount: count === 0 ? "12" : "0.24",
      })),
    );
  });

  test("is told as unusual by itself, by what it was over", async () => {
    expect((await ask()).anomalies).toEqual([
      {
        ...{ service: "Compute", from: day, to: day, dayCount: 1, isOngoing: false },
        ...{ amount: "12", expected: "0.24", over: "11.76" },
      },
    ]);
  });

  test("counts in its month whole", async () => {
    const month = { from: `${day.slice(0, 7)}-01`, to: addDays(day, 3), granularity: "month" };
    const { groups } = await ask(month);
    const days = daysOf(month.from, month.to).length;
    expect(groups[0]?.points).toMatchObject([
      { day: month.from, amount: String(((days - 1) * 24 + 1_200) / 100) },
    ]);
  });
});

import { expect, test } from "vitest";
import { publishLive } from "@/lib/platform/live-bus.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { RegisteredSeries } from "./registered-series.ts";

type Row = { seriesId: bigint; registeredMs: number };
const NOW_MS = 1_800_000_000_000;
const noDatabase = (() => {
  throw new Error("asked the database itself");
}) as unknown as Queryable;

function seriesFrom(rows: () => Promise<readonly Row[]>) {
  let loads = 0;
  const series = new RegisteredSeries<Row>(noDatabase, {
    load: () => {
      loads += 1;
      return rows();
    },
  });
  return { series, loads: () => loads };
}

const announce = () =>
  publishLive({ at: new Date(NOW_MS).toISOString(), services: [], signals: ["traces"] });

test("within a second, series are read again only when something was announced", async () => {
  const stored: Row[] = [{ seriesId: 1n, registeredMs: NOW_MS }];
  const { series, loads } = seriesFrom(async () => stored);
  await series.refresh(NOW_MS);
  stored.push({ seriesId: 2n, registeredMs: NOW_MS });
  await series.refresh(NOW_MS + 100);
  expect([loads(), series.size]).toEqual([1, 1]);
  announce();
  await series.refresh(NOW_MS + 200);
  expect([loads(), series.size]).toEqual([2, 2]);
  await series.refresh(NOW_MS + 300);
  expect(loads()).toBe(2);
  await series.refresh(NOW_MS + 1_200);
  expect(loads()).toBe(3);
});

test("what is announced while series are being read is read afterwards", async () => {
  let stored: Row[] = [];
  let answer = () => {};
  let held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { series } = seriesFrom(async () => {
    const rows = stored;
    await held;
    return rows;
  });
  const first = series.refresh(NOW_MS);
  stored = [{ seriesId: 1n, registeredMs: NOW_MS }];
  announce();
  const second = series.refresh(NOW_MS + 10);
  held = Promise.resolve();
  answer();
  await Promise.all([first, second]);
  expect(series.size).toBe(1);
});

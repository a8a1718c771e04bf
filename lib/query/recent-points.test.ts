import { expect, test } from "vitest";
import { NUMBER_POINTS } from "./lens-points.ts";
import { RecentPoints } from "./recent-points.ts";

const NOW = 10_000;
const ids = [1n, 2n];

/** A store with a point of each series each minute; `reads` says what was read of it. */
function storeOf(isThere: (id: bigint, time: number) => boolean = () => true) {
  const reads: string[] = [];
  const load = async (some: readonly bigint[], from: number, to: number) => {
    reads.push(`${some.join("+")} ${from}-${to}`);
    const found = new Map<bigint, ReturnType<typeof NUMBER_POINTS.empty>>();
    for (const id of some) {
      const points = NUMBER_POINTS.empty();
      for (let time = Math.ceil(from / 60) * 60; time < to; time += 60) {
        if (!isThere(id, time)) continue;
        points.starts.push(0);
        points.times.push(time);
        points.values.push(Number(id));
      }
      if (points.times.length > 0) found.set(id, points);
    }
    return found;
  };
  return { reads, load };
}

const wanted = { ids, from: 9_000, to: 10_300, version: "a", nowSeconds: NOW };
/** 9,000 to 10,300 in steps of a minute. */
const TIMES = Array.from({ length: 22 }, (_, i) => 9_000 + i * 60);

test("what has settled is read once, the newest five minutes each time", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  for (const nowSeconds of [NOW, NOW + 10, NOW + 60]) {
    const found = await recent.read({ ...wanted, nowSeconds }, load);
    expect([...found.keys()]).toEqual(ids);
    expect(found.get(2n)?.times).toEqual(TIMES);
    expect(found.get(2n)?.values).toEqual(TIMES.map(() => 2));
  }
  const again = await recent.read({ ...wanted, from: 9_300, nowSeconds: NOW + 61 }, load);
  expect(again.get(1n)?.times).toEqual(TIMES);
  expect(reads).toEqual(["1+2 9000-10300", "1+2 9700-10300", "1+2 9700-10300", "1+2 9760-10300"]);
});

test("an hour that was made again is read again; so is an earlier beginning", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  await recent.read(wanted, load);
  await recent.read({ ...wanted, version: "b" }, load);
  await recent.read({ ...wanted, version: "b", from: 8_000 }, load);
  expect(reads).toEqual(["1+2 9000-10300", "1+2 9000-10300", "1+2 8000-10300"]);
});

test("of a series that was not asked for before, what settled is read too", async () => {
  const { reads, load } = storeOf((id) => id !== 3n);
  const recent = new RecentPoints(NUMBER_POINTS);
  await recent.read(wanted, load);
  const found = await recent.read({ ...wanted, ids: [2n, 3n, 4n] }, load);
  expect([...found.keys()]).toEqual([2n, 4n]);
  expect(found.get(4n)?.times).toEqual(TIMES);
  await recent.read({ ...wanted, ids: [3n, 4n] }, load);
  expect(reads.slice(1)).toEqual(["3+4 9000-9700", "2+3+4 9700-10300", "3+4 9700-10300"]);
});

test("questions at the same time do not count anything twice", async () => {
  const { load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  await recent.read(wanted, load);
  const both = await Promise.all([
    recent.read({ ...wanted, nowSeconds: NOW + 120 }, load),
    recent.read({ ...wanted, nowSeconds: NOW + 240 }, load),
  ]);
  for (const found of both) expect(found.get(1n)?.times).toEqual(TIMES);
});

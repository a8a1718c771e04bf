import { expect, test } from "vitest";
import { NUMBER_POINTS } from "./lens-points.ts";
import { RecentPoints } from "./recent-points.ts";

const NOW = 10_200;
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

/** In the hour that began at 7,200; what is older than 9,900 has settled. */
const wanted = { ids, from: 9_000, to: 10_500, versionOf: () => "a", nowSeconds: NOW };
const timesFrom = (from: number, to = 10_500) =>
  Array.from({ length: Math.ceil((to - from) / 60) }, (_, i) => from + i * 60);

test("what has settled is read once, the newest five minutes each time", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  for (const nowSeconds of [NOW, NOW + 10, NOW + 60]) {
    const found = await recent.read({ ...wanted, nowSeconds }, load);
    expect([...found.keys()]).toEqual(ids);
    expect(found.get(2n)?.times).toEqual(timesFrom(9_000));
    expect(found.get(2n)?.values).toEqual(timesFrom(9_000).map(() => 2));
  }
  const again = await recent.read({ ...wanted, from: 9_300, nowSeconds: NOW + 61 }, load);
  expect(again.get(1n)?.times).toEqual(timesFrom(9_300));
  expect(reads).toEqual(["1+2 9000-10500", "1+2 9900-10500", "1+2 9900-10500", "1+2 9960-10500"]);
});

test("of an earlier beginning, and of a period before, only what is not known is read", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  await recent.read(wanted, load);
  const earlier = await recent.read({ ...wanted, from: 8_400 }, load);
  expect(earlier.get(1n)?.times.toSorted()).toEqual(timesFrom(8_400).toSorted());
  const before = { ...wanted, from: 7_500, to: 9_000 };
  expect((await recent.read(before, load)).get(1n)?.times).toHaveLength(25);
  expect((await recent.read(before, load)).get(1n)?.times).toEqual(timesFrom(7_500, 9_000));
  const all = await recent.read({ ...wanted, from: 7_500 }, load);
  expect(all.get(1n)?.times).toEqual(timesFrom(7_500));
  expect(reads.slice(1)).toEqual([
    ...["1+2 8400-9000", "1+2 9900-10500", "1+2 7500-8400", "1+2 9900-10500"],
  ]);
});

test("only the hour that was made again is read again", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  const both = { ...wanted, from: 6_600 };
  await recent.read(both, load);
  await recent.read({ ...both, versionOf: (hour) => (hour === 3_600 ? "b" : "a") }, load);
  const found = await recent.read({ ...both, versionOf: () => "b" }, load);
  expect(found.get(2n)?.times.toSorted()).toEqual(timesFrom(6_600).toSorted());
  expect(reads.slice(1)).toEqual(["1+2 6600-7200", "1+2 9900-10500", "1+2 7200-10500"]);
});

test("of an hour with late points nothing is kept, and none of what was kept is told", async () => {
  const missing = new Set([9_240]);
  const { load } = storeOf((_id, time) => !missing.has(time));
  const recent = new RecentPoints(NUMBER_POINTS);
  const before = await recent.read(wanted, load);
  expect(before.get(1n)?.times).toHaveLength(24);
  missing.clear();
  const late = await recent.read({ ...wanted, versionOf: () => null }, load);
  expect(late.get(1n)?.times).toEqual(timesFrom(9_000));
  const after = await recent.read({ ...wanted, versionOf: () => "b" }, load);
  expect(after.get(1n)?.times).toEqual(timesFrom(9_000));
});

test("when an hour is over, what is kept of it stays, and the next one begins", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  const at = (nowSeconds: number) => ({ ...wanted, from: nowSeconds - 900, to: nowSeconds });
  for (const nowSeconds of [10_790, 11_100, 11_400, 11_700]) {
    const asked = at(nowSeconds);
    const found = await recent.read({ ...asked, nowSeconds }, load);
    expect(found.get(1n)?.times).toEqual(timesFrom(Math.ceil(asked.from / 60) * 60, nowSeconds));
  }
  expect(reads).toEqual([
    ...["1+2 9890-10790", "1+2 10470-11100", "1+2 10800-11400", "1+2 11100-11700"],
  ]);
});

test("of a series that was not asked for before, what settled is read too", async () => {
  const { reads, load } = storeOf((id) => id !== 3n);
  const recent = new RecentPoints(NUMBER_POINTS);
  await recent.read(wanted, load);
  const found = await recent.read({ ...wanted, ids: [2n, 3n, 4n] }, load);
  expect([...found.keys()]).toEqual([2n, 4n]);
  expect(found.get(4n)?.times).toEqual(timesFrom(9_000));
  await recent.read({ ...wanted, ids: [3n, 4n] }, load);
  await recent.read(wanted, load);
  expect(reads.slice(1)).toEqual([
    ...["2 9900-10500", "3+4 9000-10500", "3+4 9900-10500", "1+2 9900-10500"],
  ]);
});

test("where much differs is missing, all is read at once", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  const some = [1n, 2n, 3n, 4n, 5n];
  for (const id of some) {
    await recent.read({ ...wanted, ids: [id], from: 9_000 + Number(id) * 60 }, load);
  }
  const found = await recent.read({ ...wanted, ids: some }, load);
  for (const id of some) expect(found.get(id)?.times).toEqual(timesFrom(9_000));
  expect(reads.slice(5)).toEqual(["1+2+3+4+5 9000-10500"]);
});

test("points that come in any order are kept by time", async () => {
  const { load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  const shuffled: typeof load = async (...asked) => {
    const found = await load(...asked);
    for (const { times } of found.values()) times.reverse();
    return found;
  };
  await recent.read(wanted, shuffled);
  const found = await recent.read({ ...wanted, from: 9_300, to: 9_600 }, shuffled);
  expect(found.get(1n)?.times).toEqual(timesFrom(9_300, 9_600));
});

test("what the asker does with an answer changes nothing that is kept", async () => {
  const { load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  const settled = { ...wanted, to: 9_600 };
  for (let time = 0; time < 3; time++) {
    const found = await recent.read(settled, load);
    expect(found.get(1n)?.times).toEqual(timesFrom(9_000, 9_600));
    found.get(1n)?.times.push(1);
  }
});

test("questions at the same time do not count anything twice", async () => {
  const { load } = storeOf();
  const recent = new RecentPoints(NUMBER_POINTS);
  await recent.read(wanted, load);
  const both = await Promise.all([
    recent.read({ ...wanted, nowSeconds: NOW + 120 }, load),
    recent.read({ ...wanted, from: 8_400, nowSeconds: NOW + 240 }, load),
    recent.read({ ...wanted, versionOf: () => "b" }, load),
  ]);
  for (const found of [...both, await recent.read({ ...wanted, nowSeconds: NOW + 300 }, load)]) {
    const times = found.get(1n)?.times.filter((time) => time >= 9_000);
    expect(times?.toSorted()).toEqual(timesFrom(9_000).toSorted());
  }
});

test("of many points those of the last minutes are kept", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints({ ...NUMBER_POINTS, most: 20 });
  await recent.read({ ...wanted, from: 7_200 }, load);
  const young = { ...wanted, from: NOW - 1_800 };
  expect((await recent.read(young, load)).get(1n)?.times).toEqual(timesFrom(NOW - 1_800));
  await recent.read({ ...young, from: 8_100 }, load);
  expect(reads.slice(1)).toEqual(["1+2 9900-10500", "1+2 8100-8400", "1+2 9900-10500"]);
});

test("of many points the oldest hours are forgotten, and all that is long past", async () => {
  const { reads, load } = storeOf();
  const recent = new RecentPoints({ ...NUMBER_POINTS, most: 100 });
  await recent.read({ ...wanted, from: 3_600 }, load);
  await recent.read({ ...wanted, from: 3_600 }, load);
  expect(reads.slice(1)).toEqual(["1+2 3600-7200", "1+2 9900-10500"]);
  const later = NOW + 4 * 3_600;
  await recent.read({ ...wanted, ids: [], nowSeconds: later }, load);
  await recent.read(wanted, load);
  expect(reads.slice(3)).toEqual(["1+2 9000-10500"]);
});

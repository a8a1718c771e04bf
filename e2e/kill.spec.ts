import { findService } from "./fixtures/api.ts";
import { type Load, SPANS_PER_BODY, startLoad } from "./fixtures/senders.ts";
import { type Headroom, makePlace, removePlace, startHeadroom } from "./fixtures/server.ts";
import { expect, test } from "./fixtures/test.ts";

const SENDERS = 6;
const KILLS = 10;

/** Between two kills, so that each comes at another point of the load. */
const BODIES_BETWEEN = [1, 40, 7, 90, 3, 25, 60, 2, 120, 15];

const bodiesAfter = (load: Load, count: number) =>
  expect.poll(load.acknowledged, { timeout: 30_000, intervals: [5] }).toBeGreaterThanOrEqual(count);

async function expectExactly(headroom: Headroom, service: string, bodies: number): Promise<void> {
  const read = async () => {
    const summary = await findService(headroom, service);
    return { requests: summary?.requestCount, errors: summary?.errorCount };
  };
  const exact = { requests: bodies * SPANS_PER_BODY, errors: bodies };
  await expect.poll(read, { timeout: 20_000 }).toEqual(exact);
}

test("ten kills under load lose no acknowledged span and count none twice", async () => {
  test.setTimeout(240_000);
  const place = await makePlace();
  let headroom = await startHeadroom(place);
  const load = startLoad(headroom.otlpHttpUrl, "kill", SENDERS);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await bodiesAfter(load, load.acknowledged() + (BODIES_BETWEEN[kill] ?? 1));
    await headroom.kill();
    headroom = await startHeadroom(place);
  }
  await bodiesAfter(load, load.acknowledged() + 10);
  await load.finish();
  expect(load.refused).toEqual([]);
  expect(load.unanswered()).toBeGreaterThanOrEqual(KILLS);
  await expectExactly(headroom, "kill", load.acknowledged());
  expect(await headroom.terminate()).toBe(0);
  removePlace(place);
});

test("SIGTERM under load drains, exits 0 and loses nothing", async () => {
  test.setTimeout(120_000);
  const place = await makePlace();
  let headroom = await startHeadroom(place);
  const load = startLoad(headroom.otlpHttpUrl, "term", SENDERS);
  await bodiesAfter(load, 50);
  expect(await headroom.terminate(), headroom.output()).toBe(0);
  headroom = await startHeadroom(place);
  await bodiesAfter(load, load.acknowledged() + 10);
  await load.finish();
  expect(load.refused).toEqual([]);
  await expectExactly(headroom, "term", load.acknowledged());
  expect(await headroom.terminate()).toBe(0);
  removePlace(place);
});

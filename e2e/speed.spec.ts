import { sendEightCourses } from "./fixtures/concern-metrics.ts";
import { expect, test } from "./fixtures/test.ts";

declare global {
  interface Window {
    frameTimes?: number[];
  }
}

const SERVICE = `courses ${process.pid}`;
const DRAG_STEPS = 90;

/** Half the frames of sixty per second; what a chart that is drawn anew at every move cannot keep. */
const SLOWEST_MEDIAN_MS = 34;

test("dragging over eight series of 300 points keeps the frames coming", async ({
  headroom,
  page,
}) => {
  await sendEightCourses(headroom, {
    ...{ service: SERVICE, environment: "production", nowMs: Date.now() },
  });
  const search = new URLSearchParams({ metric: "e2e.courses", by: "line", from: "now-50m" });
  await page.goto(`/metrics?${search}&live=off`);
  const plot = page.locator("[data-plot]").first();
  await expect(plot.locator("path.recharts-line-curve").nth(7)).toBeAttached();
  const box = await plot.boundingBox();
  if (!box) throw new Error("the chart has no place");

  await page.evaluate(() => {
    const frames: number[] = [];
    window.frameTimes = frames;
    const note = (at: number) => {
      frames.push(at);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.2, y);
  await page.mouse.down();
  const begun = await page.evaluate(() => performance.now());
  for (let step = 1; step <= DRAG_STEPS; step++) {
    await page.mouse.move(box.x + box.width * (0.2 + (0.6 * step) / DRAG_STEPS), y);
  }
  const frames = await page.evaluate(
    (from) => window.frameTimes?.filter((at) => at >= from) ?? [],
    begun,
  );
  await page.keyboard.press("Escape");
  await page.mouse.up();
  const gaps = frames.slice(1).map((at, i) => at - (frames[i] ?? at));
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)];
  expect(gaps.length).toBeGreaterThan(10);
  expect(median).toBeLessThan(SLOWEST_MEDIAN_MS);
});

import { metricQueryResponse } from "@/lib/contract/metrics.ts";
import { seriousViolations, smallTargets, widthBeyond } from "./fixtures/axe.ts";
import { nearestRank } from "./fixtures/quantile.ts";
import { type MetricsPlan, type Recorded, runSdkMetrics } from "./fixtures/sdk-metrics.ts";
import { ADMIN_KEY, type Headroom } from "./fixtures/server.ts";
import { test as base, expect } from "./fixtures/test.ts";
import { MetricsPage } from "./pages/metrics.ts";

/** Of this run alone, so that what an earlier one counted is not counted again. */
const SERVICE = `metered shop ${process.pid}`;

/** Twelve seconds of orders; payments of which the p95 lies in the bucket from 250 to 500 ms. */
const PLAN: MetricsPlan = {
  ticks: 24,
  everyMs: 500,
  orders: { web: 3, app: 2 },
  durationsMs: [20, 40, 60, 70, 80, 90, 120, 200, 300, 400],
};

const test = base.extend<object, { recorded: Recorded }>({
  recorded: [
    async ({ headroom }, use) =>
      use(await runSdkMetrics({ headroom, service: SERVICE, plan: PLAN })),
    { scope: "worker", timeout: 120_000 },
  ],
});

async function ask(headroom: Headroom, params: Record<string, string>) {
  const search = new URLSearchParams({ from: "now-15m", service: SERVICE, ...params });
  const answer = await fetch(`${headroom.url}/api/v1/metrics/query?${search}`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  return metricQueryResponse.parse(await answer.json());
}

const RANGE = `from=now-15m&service=${encodeURIComponent(SERVICE)}`;
const ORDERS = `?metric=shop.orders&${RANGE}`;
const PAYMENTS = `?metric=shop.payment.duration&${RANGE}`;

test("a counter of the official SDK: its rate adds up to what was counted, by channel", async ({
  headroom,
  page,
  recorded,
}) => {
  const range = { to: new Date().toISOString(), step: "10" };
  const question = { name: "shop.orders", groupBy: "channel", ...range };
  const increase = await ask(headroom, { ...question, agg: "increase" });
  const rate = await ask(headroom, question);
  expect(rate.valueUnit).toBe("{order}/s");
  for (const [channel, placed] of Object.entries(recorded.placed)) {
    const pointsOf = ({ groups }: typeof rate) =>
      groups.find(({ key }) => key.channel === channel)?.points ?? [];
    const counts = pointsOf(increase).map(({ value }) => value ?? 0);
    expect(
      counts.reduce((sum, count) => sum + count, 0),
      channel,
    ).toBeCloseTo(placed, 6);
    // The newest bucket is not over: its rate is of the part that has passed.
    const rates = pointsOf(rate).map(({ value }) => value ?? 0);
    expect(rates.slice(0, -1).map((value) => value * 10)).toEqual(
      counts.slice(0, -1).map((count) => expect.closeTo(count, 6)),
    );
  }

  const metrics = new MetricsPage(page);
  await metrics.open(`${ORDERS}&by=channel&agg=increase`);
  await expect(metrics.group("web")).toBeVisible();
  expect(await metrics.figure("web", "Range")).toBe(`${recorded.placed.web} orders`);
  expect(await metrics.figure("app", "Range")).toBe(`${recorded.placed.app} orders`);
  await expect(metrics.condition).toContainText("increase of shop.orders is highest for web");
});

test("a quantile of a histogram lies in the band that is said, and its heatmap is drawn", async ({
  headroom,
  page,
  recorded,
}) => {
  const all = Array.from({ length: recorded.payments / PLAN.durationsMs.length }, () => [
    ...PLAN.durationsMs,
  ]).flat();
  const trueP95 = nearestRank(all, 0.95) / 1_000;
  const { groups } = await ask(headroom, { name: "shop.payment.duration", agg: "p95" });
  const total = groups[0]?.total;
  expect(total?.low ?? Number.NaN).toBeLessThanOrEqual(trueP95);
  expect(total?.high ?? Number.NaN).toBeGreaterThanOrEqual(trueP95);

  const metrics = new MetricsPage(page);
  await metrics.open(PAYMENTS);
  await expect(metrics.cursor).toBeVisible();
  await expect(
    page.getByText(/the true value lies in a band, p95 over this range between/),
  ).toBeVisible();
  await expect(page.getByRole("img", { name: "Heatmap" })).toBeVisible();
});

test("from the list by keyboard to a metric, its filter, group and aggregation; all of it in the URL", async ({
  page,
  recorded,
}) => {
  expect(recorded.payments).toBe(PLAN.ticks * PLAN.durationsMs.length);
  const metrics = new MetricsPage(page);
  await metrics.open(`?${RANGE}`);
  await expect(metrics.metric("shop.orders")).toBeVisible();
  await expect(metrics.metric("shop.queue.depth")).toContainText("{message}");
  await metrics.find.fill("channel");
  await expect(metrics.metric("shop.queue.depth")).toBeHidden();
  await metrics.find.press("Enter");
  await metrics.expectParam("metric", "shop.orders");

  await metrics.add("Group shop.orders by", "channel");
  await metrics.expectParam("by", "channel");
  await expect(metrics.group("web")).toBeVisible();
  await metrics.add("Filter shop.orders", "channel", "web");
  await metrics.expectParam("where", "channel=web");
  await expect(metrics.group("app")).toHaveCount(0);
  await page.getByRole("button", { name: /^Aggregation/ }).click();
  await page.getByRole("menuitemradio", { name: /increase/ }).click();
  await metrics.expectParam("agg", "increase");

  await page.getByRole("button", { name: "second metric" }).click();
  await metrics.expectParam("formula", "a / b");
  const formula = page.getByLabel("Formula");
  await formula.fill("a + b");
  await formula.press("Enter");
  await metrics.expectParam("formula", "a + b");
  await page.goBack();
  await metrics.expectParam("formula", "a / b");
});

test("marks switch lines off; the crosshair moves by keys and zooms", async ({
  page,
  recorded,
}) => {
  expect(recorded.placed.web).toBeGreaterThan(0);
  const metrics = new MetricsPage(page);
  await metrics.open(`${ORDERS}&by=channel`);
  await expect(metrics.cursor).toHaveAttribute("aria-valuetext", /web .*app|app .*web/);
  const mark = page.getByRole("button", { name: "Line of web" });
  await mark.click();
  await expect(mark).toHaveAttribute("aria-pressed", "false");
  await expect(metrics.cursor).not.toHaveAttribute("aria-valuetext", /web/);
  await metrics.cursor.focus();
  await page.keyboard.press("Shift+PageDown");
  await page.keyboard.press("Enter");
  await metrics.expectParam("to", /Z$/);
});

test("an unknown metric, a silent range and an impossible formula say what to do", async ({
  page,
  recorded,
}) => {
  expect(recorded.endedMs).toBeGreaterThan(recorded.startedMs);
  const metrics = new MetricsPage(page);
  await metrics.open("?metric=no.such.metric");
  await expect(metrics.condition).toContainText("is not a metric that has been received");
  await expect(page.getByRole("link", { name: "Look for it among all metrics" })).toBeVisible();
  await metrics.open("?metric=shop.orders&from=now-3h&to=now-2h");
  await expect(page.getByText("Choose a longer range above", { exact: false })).toBeVisible();
  await metrics.page.goto(`/metrics${ORDERS}&metric2=shop.orders&formula=a+%2B`);
  await expect(page.getByRole("alert").filter({ hasText: "formula" })).toBeVisible();
});

for (const { name, query, wait } of [
  { name: "the list", query: `?${RANGE}`, wait: /metrics? with/ },
  { name: "groups", query: `${ORDERS}&by=channel`, wait: /highest/ },
  { name: "a histogram", query: PAYMENTS, wait: /p95/ },
]) {
  test(`${name}: axe finds nothing serious in dark and light, and it fits 390 px`, async ({
    page,
    recorded,
  }) => {
    expect(recorded.payments).toBeGreaterThan(0);
    const metrics = new MetricsPage(page);
    await metrics.open(query);
    await expect(metrics.condition).toContainText(wait);
    for (const theme of ["Light", "Dark"] as const) {
      await metrics.chooseTheme(theme);
      await expect(page.getByRole("menu")).toHaveCount(0);
      expect(await seriousViolations(page), theme).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => widthBeyond(page)).toBeLessThanOrEqual(0);
    expect(await smallTargets(page)).toEqual([]);
    expect(await seriousViolations(page), "390 px").toEqual([]);
  });
}

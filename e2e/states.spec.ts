import { findService } from "./fixtures/api.ts";
import { requestWork, sendWork } from "./fixtures/spans.ts";
import { expect, test } from "./fixtures/test.ts";
import { OverviewPage } from "./pages/overview.ts";
import { RequestsPage } from "./pages/requests.ts";

const API = /\/api\/v1\/(services|requests)\?/;

test("a service that stopped reporting looks unknown, not healthy", async ({ page, shop }) => {
  const overview = new OverviewPage(page);
  await overview.open();
  const row = overview.row(shop.silent.service);
  await expect(row.getByRole("img", { name: "Unknown" })).toBeVisible();
  await expect(row).toContainText(/no data for 1\d\smin/);
  await expect(row.getByRole("img", { name: "OK" })).toHaveCount(0);

  await page.goto(`/requests?service=${shop.silent.service}`);
  const since = new Date(shop.silent.lastMs).toISOString().slice(11, 16);
  const requests = new RequestsPage(page);
  await expect(requests.condition).toContainText(`has not reported since ${since}`);
  await expect(page.getByText("Nothing received since")).toBeVisible();
});

test("a range without data says so", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const overview = new OverviewPage(page);
  const fromMs = Date.now() - 20 * 86_400_000;
  const range = `from=${new Date(fromMs).toISOString()}&to=${new Date(fromMs + 3_600_000).toISOString()}`;
  await overview.open(`?${range}`);
  await expect(page.getByText("No service in this range")).toBeVisible();
  await page.goto(`/traces?${range}`);
  await expect(page.getByText("No traced request matches")).toBeVisible();
});

test("an API that fails is said with a way to try again", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const overview = new OverviewPage(page);
  await overview.open();
  await expect(overview.row("gateway")).toBeVisible();
  await page.route(API, (route) => route.abort());
  await overview.chooseQuickRange("Last 3 h");
  const problem = page.getByRole("main").getByRole("alert");
  await expect(problem).toBeVisible({ timeout: 30_000 });
  await page.unroute(API);
  await problem.getByRole("button", { name: "Try again" }).click();
  await expect(overview.row("gateway")).toBeVisible();
  await expect(problem).toHaveCount(0);
});

test("while another range loads, the old figures stay in their place and say so", async ({
  page,
  shop,
}) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const overview = new OverviewPage(page);
  await overview.open();
  const row = overview.row("gateway");
  await expect(row).toBeVisible();
  const before = await row.boundingBox();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(API, async (route) => {
    await held;
    await route.continue();
  });
  await overview.chooseQuickRange("Last 3 h");
  await expect(page.getByRole("status").filter({ hasText: /^Loading 3\sh/ })).toBeVisible();
  await expect(row).toBeVisible();
  expect((await row.boundingBox())?.y).toBe(before?.y);
  release();
  await expect(page.getByRole("status").filter({ hasText: /^Loading/ })).toHaveCount(0);
  await expect(row).toBeVisible();
});

test("live updates arrive without a reload, pause holds them, a hidden tab asks for nothing", async ({
  headroom,
  page,
  shop,
}) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const overview = new OverviewPage(page);
  await page.clock.install();
  await overview.open("?from=now-15m");
  await expect(overview.liveButton).toHaveAccessibleName(/^Live/);
  const send = (service: string) =>
    sendWork(
      headroom,
      [requestWork({ service, route: "/", startMs: Date.now() - 500, durationMs: 20 })],
      { environment: "live" },
    );
  await page.evaluate(() => Reflect.set(window, "sameDocument", true));
  await send("live-one");
  await expect(overview.row("live-one")).toBeVisible({ timeout: 15_000 });
  expect(await page.evaluate(() => Reflect.get(window, "sameDocument"))).toBe(true);

  await test.step("paused", async () => {
    await overview.liveButton.click();
    await expect(overview.liveButton).toHaveAccessibleName(/^Paused/);
    await overview.expectParam("live", "off");
    await overview.liveButton.click();
    await expect(overview.liveButton).toHaveAccessibleName(/^(Live|Held)/);
  });

  await test.step("hidden", async () => {
    const asked: string[] = [];
    const setHidden = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
        Object.defineProperty(document, "visibilityState", {
          configurable: true,
          get: () => (value ? "hidden" : "visible"),
        });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      }, hidden);
    await setHidden(true);
    // Links of the rail may still be fetched ahead from before: they are no questions about telemetry.
    page.on("request", (request) => {
      if (request.url().includes("/api/")) asked.push(request.url());
    });
    await send("live-two");
    await expect.poll(() => findService(headroom, "live-two")).toBeDefined();
    await page.clock.runFor(60_000);
    expect(asked).toEqual([]);
    await setHidden(false);
    await expect(overview.row("live-two")).toBeVisible();
    expect(asked.length).toBeGreaterThan(0);
  });
});

import { sendConcerns } from "./fixtures/concern-metrics.ts";
import { requestWork, sendWork } from "./fixtures/spans.ts";
import { test as base, expect } from "./fixtures/test.ts";
import { OverviewPage } from "./pages/overview.ts";

/** Of this run alone. */
const SERVICE = `carts ${process.pid}`;
const ENVIRONMENT = "production";
const REQUESTS = 300;

const test = base.extend<object, { troubled: string }>({
  troubled: [
    async ({ headroom }, use) => {
      const nowMs = Date.now();
      const every = 5_000;
      const work = Array.from({ length: REQUESTS }, (_, index) =>
        requestWork({
          ...{ service: SERVICE, route: "/carts", status: 200, durationMs: 40 },
          startMs: nowMs - (REQUESTS - index) * every,
        }),
      );
      await sendWork(headroom, work, { environment: ENVIRONMENT });
      await sendConcerns(headroom, { service: SERVICE, environment: ENVIRONMENT, nowMs });
      await use(SERVICE);
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

const ONLY = `?service=${encodeURIComponent(SERVICE)}&from=now-1h`;

test("a row tells of caches, breakers, limits and saturation, and each leads to its page", async ({
  page,
  troubled,
}) => {
  const overview = new OverviewPage(page);
  await overview.open("?from=now-1h");
  const row = overview.row(troubled);
  await expect(row.getByRole("link", { name: /1 open of 2/ })).toBeVisible();
  await expect(row.getByRole("img", { name: "Critical" }).first()).toBeVisible();
  // 18 × 90 + 12 × 30 = 1,980 of 30 × 100.
  await expect(row.getByRole("link", { name: /66\.0\s%/ })).toBeVisible();
  // Half of 30 × 100.
  await expect(row.getByRole("link", { name: /1,500/ })).toBeVisible();
  await expect(row.getByRole("link", { name: /CPU\s*90\.0\s%/ })).toBeVisible();

  await row.getByRole("link", { name: /1 open of 2/ }).click();
  await expect(page).toHaveURL(/\/breakers\?/);
  await overview.expectParam("service", troubled);
  await expect(overview.condition).toContainText("payments");
});

test("the sentence and the rail name what is wrong, as the concerns' own pages do", async ({
  page,
  troubled,
}) => {
  const overview = new OverviewPage(page);
  await overview.open(ONLY);
  await expect(overview.condition).toContainText(
    /The cache carts\/l2 of .* fell from (8[5-9]|90)\.\d\s% to 3\d\.\d\s%/,
  );
  const rail = page.getByRole("navigation", { name: "Concerns" });
  for (const concern of ["Caches", "Breakers", "Limits"]) {
    const link = rail.getByRole("link", { name: concern });
    await expect(link.getByRole("img", { name: "Critical" })).toBeVisible();
    await link.click();
    await expect(page).toHaveURL(new RegExp(`/${concern.toLowerCase()}\\?`));
    await overview.expectParam("service", troubled);
    const main = page.getByRole("main");
    await expect(main.getByRole("img", { name: "Critical" }).first()).toBeVisible();
  }
});

test("at 390 px a row says what is wrong in words, and its panel leads on", async ({
  page,
  troubled,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const overview = new OverviewPage(page);
  await overview.open(ONLY);
  const row = page.getByRole("list", { name: "Services" }).getByRole("button", { name: troubled });
  await expect(row).toContainText("1 open of 2");
  await expect(row).toContainText("CPU 90.0 %");
  await row.click();
  const panel = overview.panel(troubled);
  await panel.getByRole("link", { name: /66\.0\s%/ }).click();
  await expect(page).toHaveURL(/\/caches\?/);
  await overview.expectParam("service", troubled);
});

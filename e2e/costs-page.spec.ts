import type { Page } from "@playwright/test";
import { addMonths } from "@/lib/domain/cost-days.ts";
import { monthLabel } from "@/lib/view/cost-days.ts";
import { seriousViolations, smallTargets, widthBeyond } from "./fixtures/axe.ts";
import { type Billed, dollars, test } from "./fixtures/billed.ts";
import { expect } from "./fixtures/test.ts";
import { ChartMenu } from "./pages/chart-menu.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const pathOf = ({ month }: Billed, more = "") => `/costs?month=${month.slice(0, 7)}${more}`;
const settled = (page: Page) => expect(page.locator("main [aria-busy=true]")).toHaveCount(0);

test("the trend is shown by another dimension, each by itself, and by month; the address keeps it", async ({
  page,
  billed,
}) => {
  await page.goto(pathOf(billed));
  await page.getByRole("button", { name: "By service", exact: true }).click();
  await page.getByRole("menuitemradio", { name: "Charge" }).click();
  await expect(page.getByRole("heading", { name: "Cost per day, by charge" })).toBeVisible();
  const series = page.getByRole("table", { name: "Series" });
  await expect(series.getByRole("row", { name: /Usage/ })).toContainText(
    dollars(billed.dayCount * 12.5),
  );
  await page.getByRole("button", { name: "Each", exact: true }).click();
  await expect(page.getByRole("img", { name: "Cost of Credit" })).toBeVisible();
  await page.getByRole("button", { name: "Months", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Cost per month, by charge" })).toBeVisible();
  await expect(page).toHaveURL(/by=chargeCategory/);
  await expect(page).toHaveURL(/shape=small/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Cost per month, by charge" })).toBeVisible();
  await expect(page.getByText("There is no bill of the days before")).toBeVisible();
});

test("why the unit cost changed is drawn in parts, with the deploy below its day", async ({
  page,
  billed,
}) => {
  await page.goto(pathOf(billed));
  const bridge = page.getByRole("region", { name: "Bridge" });
  await expect(bridge.getByText("Unmapped", { exact: true })).toBeVisible();
  await expect(bridge.getByRole("img")).toHaveAccessibleName(
    new RegExp(`^${monthLabel(addMonths(billed.month, -1)).split(" ")[0]} \\$.+ \\$`),
  );
  await expect(page.getByText("It says what went together, not what caused it.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Deploys and marks" })).toContainText(
    "billed-shop 2.0",
  );
});

test("the trend's figures can be copied, pinned and alerted on", async ({ page, billed }) => {
  await page.goto(pathOf(billed));
  const menu = new ChartMenu(page, "Cost per day, by service");
  const [head, first] = (await menu.copiedText("Copy as CSV", "CSV copied")).split("\n");
  expect(head).toBe("day,Compute,Storage,Credit");
  expect(first).toBe(`${billed.month},10,2.50000000001,-4`);

  await menu.choose("Pin to a board…");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the new board").fill("Money");
  await dialog.getByRole("button", { name: "Pin" }).click();
  await dialog.getByRole("link", { name: "Open the board" }).click();
  await expect(page).toHaveURL(/\/boards\//);
  await expect(page.getByRole("img", { name: "Cost per day, by service" })).toBeVisible();

  await page.goto(pathOf(billed));
  await menu.choose("Alert on this…");
  await expect(page.getByLabel("Measure")).toHaveValue("dailyCost");

  await page.goto(pathOf(billed));
  await new ChartMenu(page, "Why 1,000 requests cost what they do").choose("Alert on this…");
  await expect(page.getByLabel("Measure")).toHaveValue("costPerThousandRequests");
});

test("advice says what it rests on, and can be dismissed and restored", async ({
  page,
  billed,
}) => {
  await page.goto(pathOf(billed));
  const advice = page.getByRole("list", { name: "Advice" });
  const piece = advice.getByRole("listitem").filter({ hasText: "static files of billed-shop" });
  await expect(piece).toContainText("10 % of the requests of billed-shop");
  await expect(piece).toContainText("Assumes:");
  await expect(
    piece.getByRole("img", { name: "requests of billed-shop: others 90 %, static files 10 %" }),
  ).toBeVisible();
  await piece.getByRole("button", { name: "Dismiss" }).click();
  await expect(piece).toHaveCount(0);
  await page.getByRole("button", { name: "Dismissed, 1" }).click();
  await piece.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByRole("button", { name: "Dismissed, 1" })).toHaveCount(0);
  await expect(piece).toBeVisible();
});

test("a service's page has its costs and how they are known; without a line they are not known", async ({
  page,
  billed,
}) => {
  expect(billed.dayCount).toBeGreaterThan(0);
  await page.goto("/requests?service=billed-shop&environment=live&from=now-48h");
  await expect(page.getByRole("list", { name: "Costs of billed-shop" })).toContainText(
    "Per 1,000 requests",
  );
  const why = page.getByRole("list", { name: "What gives billed-shop its costs" });
  await expect(why).toContainText("tag service is billed-shop");
  await expect(why).toContainText("Compute");
  await page.goto("/requests?service=unbilled&environment=live");
  await expect(page.getByText(/Not known: no tag, namespace or rule gives unbilled/)).toBeVisible();
});

test("a part that fails says so and can be tried again; the rest stays", async ({
  page,
  billed,
}) => {
  const parts = /\/api\/v1\/costs\/(bridge|advice|services)\?/;
  await page.route(parts, (route) => route.abort());
  await page.goto(pathOf(billed));
  const problems = page.getByRole("main").getByRole("alert");
  await expect(problems).toHaveCount(3, { timeout: 45_000 });
  await expect(page.getByRole("table", { name: "Series" })).toBeVisible();
  await page.unroute(parts);
  await problems
    .filter({ hasText: "Why the unit cost changed is not known." })
    .getByRole("button", { name: "Try again" })
    .click();
  await expect(page.getByRole("region", { name: "Bridge" })).toBeVisible();
});

test("while another month loads the old one stays, dimmed; a month without a bill leads to the last", async ({
  page,
  billed,
}) => {
  await page.goto(pathOf(billed));
  await settled(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/api\/v1\/costs\?/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "Month before" }).click();
  const before = monthLabel(addMonths(billed.month, -1));
  await expect(page.getByRole("status").filter({ hasText: `Loading ${before}` })).toBeVisible();
  await expect(page.getByRole("table", { name: "Series" })).toBeVisible();
  release();
  await settled(page);
  await page.goto("/costs?month=2020-01");
  await page.getByRole("button", { name: `Show ${monthLabel(billed.month)}` }).click();
  await expect(page.getByRole("table", { name: "Series" })).toBeVisible();
});

test("what the bill tells stands on the timeline and leads to its month", async ({
  page,
  billed,
}) => {
  const item = page.getByRole("link", { name: /is complete through/ }).first();
  // An overview does not wait long for bills: it may have them the next time only.
  await expect(async () => {
    await page.goto("/");
    await expect(item).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 60_000 });
  await item.click();
  await expect(page).toHaveURL(new RegExp(`/costs\\?.*month=${billed.month.slice(0, 7)}`));
});

const STATES: readonly { name: string; path: (billed: Billed) => string }[] = [
  { name: "a month", path: pathOf },
  { name: "each series of a month", path: (billed) => pathOf(billed, "&shape=small") },
  { name: "a year", path: (billed) => pathOf(billed, "&span=year") },
  { name: "a month without a bill", path: () => "/costs?month=2020-01" },
  { name: "a service's costs", path: () => "/requests?service=billed-shop&environment=live" },
];

for (const { name, path } of STATES) {
  test(`${name}: axe finds nothing serious in dark and light, and it fits 390 px`, async ({
    page,
    headroom,
    billed,
  }) => {
    for (const theme of ["light", "dark"]) {
      await page
        .context()
        .addCookies([{ name: "headroom-theme", value: theme, url: headroom.url }]);
      await page.goto(path(billed));
      await page.locator("main h1").waitFor();
      await settled(page);
      expect(await seriousViolations(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
    expect(await smallTargets(page)).toEqual([]);
  });
}

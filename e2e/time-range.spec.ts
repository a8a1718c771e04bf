import { expect, test } from "./fixtures/test.ts";
import { OverviewPage } from "./pages/overview.ts";
import { RequestsPage } from "./pages/requests.ts";

const MINUTE_MS = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

test("quick ranges stand in the address, and back undoes them", async ({ page, shop }) => {
  const overview = new OverviewPage(page);
  await overview.open();
  await expect(overview.row("gateway")).toBeVisible();
  await overview.chooseQuickRange("Last 15 min");
  await overview.expectParam("from", "now-15m");
  await expect(overview.rangeButton).toContainText("Last 15 min");
  await overview.chooseQuickRange("Last 3 h");
  await overview.expectParam("from", "now-3h");
  await page.goBack();
  await overview.expectParam("from", "now-15m");
  await page.goBack();
  await overview.expectParam("from", null);
  await expect(overview.rangeButton).toContainText("Last 1 h");
  expect(shop.requests.length).toBeGreaterThan(0);
});

test("an absolute range is read in the chosen zone and kept as UTC", async ({ page, shop }) => {
  const overview = new OverviewPage(page);
  const { fromMs, toMs } = shop.trouble;
  await overview.open(`?from=${iso(fromMs)}&to=${iso(toMs)}`);
  await expect(overview.rangeButton).toContainText("UTC");
  await expect(overview.rangeButton).toContainText(iso(fromMs).slice(11, 16));
  await overview.chooseZone(/^Local, Europe\/Berlin/);
  await expect(overview.rangeButton).toContainText("Berlin");
  const berlin = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Berlin",
    hour: "2-digit",
    minute: "2-digit",
  });
  await expect(overview.rangeButton).toContainText(berlin.format(fromMs));

  await overview.rangeButton.click();
  const form = page.getByRole("dialog", { name: "Time range" });
  const endMs = fromMs + 2 * MINUTE_MS;
  await form.getByLabel("To", { exact: true }).fill(`${berlin.format(endMs)}:00`);
  await form.getByRole("button", { name: /^Show this range/ }).click();
  await overview.expectParam("to", iso(endMs));
  await overview.expectParam("from", iso(fromMs));
  await overview.chooseZone(/^UTC/);
});

test("a drag zooms into whole buckets, a double click goes back out", async ({ page, shop }) => {
  const requests = new RequestsPage(page);
  const fromMs = shop.trouble.fromMs - 20 * MINUTE_MS;
  const toMs = shop.trouble.toMs + 5 * MINUTE_MS;
  await requests.open(`?service=gateway&from=${iso(fromMs)}&to=${iso(toMs)}`);
  await requests.drag(0.5, 0.75);
  await expect.poll(() => requests.param("from")).not.toBe(iso(fromMs));
  const zoomed = {
    fromMs: Date.parse(requests.param("from") ?? ""),
    toMs: Date.parse(requests.param("to") ?? ""),
  };
  const lengthMs = toMs - fromMs;
  expect(Math.abs(zoomed.fromMs - (fromMs + 0.5 * lengthMs))).toBeLessThanOrEqual(MINUTE_MS);
  expect(Math.abs(zoomed.toMs - (fromMs + 0.75 * lengthMs))).toBeLessThanOrEqual(MINUTE_MS);
  await requests.doubleClickAt(0.4);
  await requests.expectParam("from", iso(fromMs));
  await requests.expectParam("to", iso(toMs));
  await page.goBack();
  await requests.expectParam("from", iso(zoomed.fromMs));
});

test("the address carries the whole view: a reload shows the same", async ({ page, shop }) => {
  const requests = new RequestsPage(page);
  const { fromMs, toMs } = shop.trouble;
  await requests.open(`?from=${iso(fromMs)}&to=${iso(toMs)}`);
  await requests.chooseEnvironment(shop.environment);
  await requests.expectParam("environment", shop.environment);
  await requests.chooseService("gateway");
  await requests.expectParam("service", "gateway");
  await page.getByRole("button", { name: /^vs/ }).click();
  await requests.expectParam("compare", "off");
  const sentence = await requests.condition.textContent();
  const address = page.url();
  await page.reload();
  expect(page.url()).toBe(address);
  await expect(requests.condition).toHaveText(sentence ?? "");
  await expect(page.getByRole("button", { name: "no comparison" })).toBeVisible();
  await expect(requests.liveButton).toHaveAccessibleName(/^Fixed/);
});

test("the view moves from page to page", async ({ page, shop }) => {
  const overview = new OverviewPage(page);
  const { fromMs, toMs } = shop.trouble;
  await overview.open(`?from=${iso(fromMs)}&to=${iso(toMs)}&environment=${shop.environment}`);
  await overview.cell("gateway", "service").click();
  await overview.panel("gateway").getByRole("link", { name: "Open gateway" }).click();
  await expect(page).toHaveURL(/\/requests/);
  await overview.expectParam("from", iso(fromMs));
  await overview.expectParam("environment", shop.environment);
  await overview.expectParam("service", "gateway");
});

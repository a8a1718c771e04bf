import type { Page } from "@playwright/test";
import { seriousViolations, smallTargets, widthBeyond } from "./fixtures/axe.ts";
import type { Shop } from "./fixtures/shop.ts";
import { expect, test } from "./fixtures/test.ts";
import { Frame } from "./pages/frame.ts";

const WAIT_FOR_MAIN = "main h1";
const NARROW = { width: 390, height: 844 };

const iso = (ms: number) => new Date(ms).toISOString();

const troubleOf = ({ trouble }: Shop) =>
  `service=gateway&from=${iso(trouble.fromMs)}&to=${iso(trouble.fromMs + 60_000)}`;

/** Every page with its address, in a state that has data. */
const PAGES: readonly { name: string; path: (shop: Shop) => string; open?: string }[] = [
  { name: "overview", path: () => "/" },
  { name: "overview with an open panel", path: () => "/", open: "gateway" },
  { name: "requests of all services", path: () => "/requests" },
  { name: "requests of one service", path: () => "/requests?service=gateway" },
  { name: "caches", path: () => "/caches" },
  { name: "breakers", path: () => "/breakers" },
  { name: "limits", path: () => "/limits" },
  { name: "databases", path: () => "/databases" },
  { name: "databases with an open panel", path: () => "/databases", open: "postgresql" },
  { name: "events", path: () => "/events" },
  { name: "resources", path: () => "/resources" },
  { name: "scaling", path: () => "/scaling" },
  { name: "alerts", path: () => "/alerts" },
  { name: "objectives", path: () => "/alerts?tab=objectives" },
  { name: "a new alert rule", path: () => "/alerts/rules/new" },
  { name: "costs", path: () => "/costs" },
  { name: "alert routes", path: () => "/alerts?tab=routes" },
  { name: "traces", path: (shop) => `/traces?${troubleOf(shop)}` },
  { name: "a trace", path: (shop) => `/traces/${shop.requests.at(-1)?.traceId}` },
  {
    name: "two traces compared",
    path: ({ requests }) =>
      `/traces/compare?a=${requests.at(0)?.traceId}&b=${requests.at(-1)?.traceId}`,
  },
  { name: "an unknown trace", path: () => `/traces/${"ab".repeat(16)}` },
];

async function setTheme(page: Page, theme: "Dark" | "Light"): Promise<void> {
  const frame = new Frame(page);
  await frame.chooseTheme(theme);
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme.toLowerCase());
  await expect(page.getByRole("menu")).toHaveCount(0);
}

for (const { name, path, open } of PAGES) {
  test(`${name}: axe finds nothing serious in dark and light, and it fits 390 px`, async ({
    page,
    shop,
  }) => {
    await page.goto(path(shop));
    await page.locator(WAIT_FOR_MAIN).waitFor();
    await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
    for (const theme of ["Light", "Dark"] as const) {
      await setTheme(page, theme);
      if (open) {
        await page.getByRole("table").getByRole("button", { name: open }).first().click();
        await page.getByRole("dialog", { name: open }).waitFor();
      }
      expect(await seriousViolations(page), theme).toEqual([]);
      if (open) await page.keyboard.press("Escape");
    }
    await page.setViewportSize(NARROW);
    await expect.poll(() => widthBeyond(page)).toBeLessThanOrEqual(0);
    expect(await smallTargets(page)).toEqual([]);
    expect(await seriousViolations(page), "390 px").toEqual([]);
  });
}

test.describe("without a session", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("the log-in page: axe finds nothing serious in dark and light, and it fits 390 px", async ({
    page,
    headroom,
  }) => {
    for (const value of ["dark", "light"]) {
      await page.context().addCookies([{ name: "headroom-theme", value, url: headroom.url }]);
      await page.goto("/login?link=used");
      await page.getByRole("main").getByRole("alert").waitFor();
      await expect(page.locator("html")).toHaveAttribute("data-theme", value);
      expect(await seriousViolations(page), value).toEqual([]);
    }
    await page.setViewportSize(NARROW);
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
  });
});

test("the keys go to pages, into the search and to their own list", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const frame = new Frame(page);
  await page.goto("/?from=now-3h");
  await page.locator(WAIT_FOR_MAIN).waitFor();
  for (const [key, path] of [
    ["r", "/requests"],
    ["t", "/traces"],
    ["o", "/"],
  ] as const) {
    // The server paints the page before the browser has taken it over: until then no key is heard.
    await expect(async () => {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await expect.poll(() => new URL(page.url()).pathname, { timeout: 2_000 }).toBe(path);
    }).toPass();
    await frame.expectParam("from", "now-3h");
    await page.locator(WAIT_FOR_MAIN).waitFor();
  }
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await page.keyboard.press("/");
  await expect(frame.search).toBeFocused();
  await page.keyboard.type("gateway");
  await expect(page.getByRole("option", { name: /gateway/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await frame.expectParam("service", "gateway");
});

test("rows, the time picker and charts work by keyboard alone", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const frame = new Frame(page);
  await page.goto("/");
  await page
    .getByRole("button", { name: /gateway/ })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "gateway" });
  await expect(panel).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();

  await frame.rangeButton.focus();
  await page.keyboard.press("Enter");
  const quick = page.getByRole("button", { name: "Last 6 h" });
  await expect(quick).toBeVisible();
  await quick.focus();
  await page.keyboard.press("Enter");
  await frame.expectParam("from", "now-6h");

  await page.goto("/requests?service=gateway&from=now-1h");
  const cursor = page.getByRole("slider", { name: "Requests over time" });
  await cursor.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(cursor).toHaveAttribute("aria-valuetext", /p95/);
  await page.keyboard.press("Shift+Home");
  await page.keyboard.press("Enter");
  await frame.expectParam("to", /Z$/);
  await page.keyboard.press("Backspace");
  await frame.expectParam("to", null);
});

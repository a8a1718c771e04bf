import { request } from "@playwright/test";
import { seriousViolations, smallTargets, widthBeyond } from "./fixtures/axe.ts";
import { expect, test } from "./fixtures/test.ts";
import { Frame } from "./pages/frame.ts";
import { Palette } from "./pages/palette.ts";

test("goes to services, routes, pages and a pasted trace by keyboard alone", async ({
  page,
  shop,
}) => {
  const frame = new Frame(page);
  const palette = new Palette(page);
  await page.goto("/?from=now-3h");
  await palette.run("gatew", "gateway");
  await frame.expectParam("service", "gateway");
  await frame.expectParam("from", "now-3h");
  expect(new URL(page.url()).pathname).toBe("/requests");

  await palette.run("orders/{id}", "/orders/{id}");
  await frame.expectParam("route", "/orders/{id}");
  await frame.expectParam("service", "orders");

  await palette.run("traces", "Traces");
  await expect.poll(() => new URL(page.url()).pathname).toBe("/traces");

  const traceId = shop.requests.at(-1)?.traceId ?? "";
  await palette.run(`traceparent: 00-${traceId}-00f067aa0ba902b7-01`, `Trace ${traceId}`);
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/traces/${traceId}`);

  await palette.open();
  await expect(palette.dialog.getByText("Recent")).toBeVisible();
  await expect(palette.option(/gateway/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette.dialog).toBeHidden();
});

test("changes range, environment, comparison, live updates and theme", async ({ page, shop }) => {
  const frame = new Frame(page);
  const palette = new Palette(page);
  await page.goto("/");
  await palette.run("last 6", "Last 6");
  await frame.expectParam("from", "now-6h");
  await palette.run(shop.environment, shop.environment);
  await frame.expectParam("environment", shop.environment);
  await palette.run("compare", "Do not compare");
  await frame.expectParam("compare", "off");
  await palette.run("pause", "Pause live updates");
  await frame.expectParam("live", "off");
  await palette.run("light", "Light theme");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await palette.run("list of keys", "List of keys");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
});

test("single keys press the bar's controls and walk tables, and rest while a person types", async ({
  page,
  shop,
}) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const frame = new Frame(page);
  await page.goto("/");
  await expect(async () => {
    await page.keyboard.press("l");
    await expect.poll(() => frame.param("live"), { timeout: 1_000 }).toBe("off");
  }).toPass();
  await page.keyboard.press("l");
  await frame.expectParam("live", null);
  await page.keyboard.press("c");
  await frame.expectParam("compare", "off");
  await page.keyboard.press("t");
  await expect(page.getByRole("button", { name: "Last 6 h" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Last 6 h" })).toBeHidden();

  const rows = page.getByRole("table", { name: "Services" }).locator("tbody [data-row]");
  await rows.nth(1).waitFor();
  await page.locator("main").focus();
  await page.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").first()).toBeVisible();
  await page.keyboard.press("Escape");

  await frame.search.fill("");
  await frame.search.focus();
  await page.keyboard.type("clt.");
  await expect(frame.search).toHaveValue("clt.");
  expect(frame.param("compare")).toBe("off");
});

test("axe finds nothing serious in it, and 390 px opens it by a button", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const palette = new Palette(page);
  await page.goto("/");
  for (const theme of ["Light theme", "Dark theme"]) {
    await palette.run(theme, theme);
    await palette.open();
    expect(await seriousViolations(page), theme).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Search and commands" }).click();
  await expect(palette.field).toBeFocused();
  expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
  expect(await smallTargets(page)).toEqual([]);
  await palette.option(/Requests/).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/requests");
});

test.describe("without a session", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("who logs in comes to the page that they wanted, and nowhere else", async ({
    page,
    freshHeadroom,
  }) => {
    const wanted = "/requests?service=gateway&from=now-3h";
    await page.goto(`${freshHeadroom.url}${wanted}`);
    expect(page.url()).toBe(`${freshHeadroom.url}/login?next=${encodeURIComponent(wanted)}`);
    await page.goto(freshHeadroom.loginLink);
    expect(page.url()).toBe(`${freshHeadroom.url}${wanted}`);

    const elsewhere = await request.newContext({
      storageState: await page.context().storageState(),
    });
    for (const next of ["//evil.example/", "https://evil.example/", "/\\evil.example"]) {
      const answer = await elsewhere.get(
        `${freshHeadroom.url}/login?next=${encodeURIComponent(next)}`,
        { maxRedirects: 0 },
      );
      expect(new URL(answer.headers().location ?? "", freshHeadroom.url).href).toBe(
        `${freshHeadroom.url}/`,
      );
    }
    await elsewhere.dispose();
  });
});

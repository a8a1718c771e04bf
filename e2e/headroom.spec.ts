import { seriousViolations, smallTargets, widthBeyond } from "./fixtures/axe.ts";
import { ADMIN_KEY } from "./fixtures/server.ts";
import { expect, test } from "./fixtures/test.ts";
import { Frame } from "./pages/frame.ts";

const OLD_MS = 3 * 86_400_000;

/** A body with one span that started three days ago: ingest says no to it. */
function oldSpan(): string {
  const startNs = String((Date.now() - OLD_MS) * 1e6);
  const span = {
    traceId: "0123456789abcdef0123456789abcdef",
    spanId: "0123456789abcdef",
    name: "GET /old",
    kind: 2,
    startTimeUnixNano: startNs,
    endTimeUnixNano: startNs,
  };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "late" } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
}

test("says that everything accepted can be queried, and what was refused with its reason", async ({
  page,
  headroom,
  shop,
}) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const refused = await fetch(`${headroom.otlpHttpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ADMIN_KEY}` },
    body: oldSpan(),
  });
  expect((await refused.json()).partialSuccess.rejectedSpans).toBe("1");

  const frame = new Frame(page);
  await page.goto("/headroom");
  await expect(frame.condition).toContainText("Everything that was accepted can be queried");
  await expect(async () => {
    await page.reload();
    await expect(frame.condition).toContainText(/1 spans? (was|were) refused/, { timeout: 10_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole("table", { name: "Refused by reason" })).toContainText("spans");
  const disk = page.getByRole("table", { name: "On disk" });
  await page.getByRole("button", { name: /^Show all \d+$/ }).click();
  await expect(disk.getByRole("row").filter({ hasText: "request_1h" })).toContainText("400 d");
  await expect(disk.getByRole("row").filter({ hasText: /^spans/ })).toContainText("3 d");
});

test("the rail's foot leads there, and so do the keys", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("link", { name: /Headroom itself/ }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/headroom");
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await expect(async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await expect.poll(() => new URL(page.url()).pathname, { timeout: 2_000 }).toBe("/headroom");
  }).toPass();
});

test("axe finds nothing serious in dark and light, and it fits 390 px", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const frame = new Frame(page);
  await page.goto("/headroom");
  await expect(frame.condition).toContainText("can be queried");
  for (const theme of ["Light", "Dark"] as const) {
    await frame.chooseTheme(theme);
    await expect(page.getByRole("menu")).toHaveCount(0);
    expect(await seriousViolations(page), theme).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => widthBeyond(page)).toBeLessThanOrEqual(0);
  expect(await smallTargets(page)).toEqual([]);
  expect(await seriousViolations(page), "390 px").toEqual([]);
});

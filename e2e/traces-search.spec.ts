import { ADMIN_KEY } from "./fixtures/server.ts";
import { requestWork, sendWork, type Work } from "./fixtures/spans.ts";
import { expect, test } from "./fixtures/test.ts";
import { RequestsPage } from "./pages/requests.ts";
import { TracePage } from "./pages/trace.ts";
import { TracesPage } from "./pages/traces.ts";

const iso = (ms: number) => new Date(ms).toISOString();

/** A request that asks its database many times, each query with its number. */
function listing(service: string, startMs: number, queries: number): Work {
  const children = Array.from(
    { length: queries },
    (_, index): Work => ({
      service,
      name: "SELECT items",
      kind: "client",
      startMs: startMs + 5 + index * 10,
      durationMs: 8,
      attributes: { "db.system.name": "postgresql", "db.item.number": index },
    }),
  );
  return requestWork({
    service,
    route: "/items",
    startMs,
    durationMs: 20 + queries * 10,
    children,
  });
}

test("any attribute of any span finds its trace, which opens at that span", async ({
  page,
  headroom,
}) => {
  const service = "search-items";
  const nowMs = Date.now();
  const [few, many] = await sendWork(
    headroom,
    [listing(service, nowMs - 120_000, 2), listing(service, nowMs - 60_000, 12)],
    { environment: "production" },
  );
  const traces = new TracesPage(page);
  await traces.open(`?service=${service}`);
  await expect(traces.rows).toHaveCount(2);

  await test.step("by a comparison", async () => {
    await traces.searchField.fill("db.item.number>=10");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await traces.expectParam("search", "db.item.number>=10");
    await expect(traces.rows).toHaveCount(1);
    await expect(traces.rows.first()).toContainText("in SELECT items");
    await traces.rows.first().getByRole("link").click();
    await expect(page).toHaveURL(new RegExp(`/traces/${many}.*span=`));
  });
  await test.step("the value of a span leads to the traces that have it", async () => {
    await page.getByRole("link", { name: "Find traces with this db.item.number" }).click();
    await traces.expectParam("search", /^db\.item\.number=1[01]$/);
    await expect(traces.rows).toHaveCount(1);
  });
  await test.step("what is wrong is said where it is", async () => {
    await traces.searchField.fill("db.item.number=");
    await traces.searchField.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: "character 16" })).toBeVisible();
  });
  await test.step("a trace of twelve queries has one row for them, one of two has two", async () => {
    const trace = new TracePage(page);
    await trace.open(many ?? "");
    await expect(trace.spans).toHaveCount(2);
    // Twelve times 8 ms.
    await expect(trace.span("12 × search-items SELECT items")).toHaveAccessibleName(
      /96\.0\sms together, folded/,
    );
    await trace.tree.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    await expect(trace.spans).toHaveCount(13);
    await trace.open(few ?? "");
    await expect(trace.spans).toHaveCount(3);
  });
  await test.step("both compared", async () => {
    await page.goto(`/traces/compare?a=${few}&b=${many}`);
    // 20 + 10 × 2 and 20 + 10 × 12 ms.
    await expect(traces.condition).toContainText("B took 140 ms, 100 ms longer than A");
    await expect(traces.condition).toContainText("12 times instead of 2");
    const row = page.getByRole("row", { name: /SELECT items/ });
    await expect(row).toContainText("2 ×");
    await expect(row).toContainText("12 ×");
    // 96 less 16 ms.
    await expect(row).toContainText("+ 80.0 ms");
    await page.getByRole("button", { name: "Swap" }).click();
    await expect(traces.condition).toContainText("100 ms less than A");
  });
});

test("a trace is compared with a typical one of its route", async ({ page, shop }) => {
  const slow = shop.requests.find((request) => request.durationMs > 600 && !request.failed);
  const trace = new TracePage(page);
  await trace.open(slow?.traceId ?? "");
  await page.getByRole("button", { name: "Compare with a typical one" }).click();
  await expect(page).toHaveURL(new RegExp(`/traces/compare\\?.*b=${slow?.traceId}`));
  await expect(trace.condition).toContainText("longer than A");
  await expect(page.getByRole("table", { name: "Steps of both traces" })).toContainText(
    "SELECT orders",
  );
});

test("the logs of a trace stand beside its waterfall", async ({ page, headroom }) => {
  const nowMs = Date.now();
  const [traceId] = await sendWork(headroom, [listing("logged-items", nowMs - 30_000, 1)], {
    environment: "production",
  });
  const record = {
    timeUnixNano: `${nowMs - 29_990}000000`,
    severityNumber: 9,
    body: { stringValue: "listed one item" },
    traceId,
  };
  const service = { key: "service.name", value: { stringValue: "logged-items" } };
  const answer = await fetch(`${headroom.otlpHttpUrl}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ADMIN_KEY}` },
    body: JSON.stringify({
      resourceLogs: [
        { resource: { attributes: [service] }, scopeLogs: [{ logRecords: [record] }] },
      ],
    }),
  });
  expect(answer.status).toBe(200);
  await new TracePage(page).open(traceId ?? "");
  await expect(page.getByText("listed one item")).toBeVisible();
});

test("a dot on the latency chart is a request and opens its trace", async ({ page, shop }) => {
  const { fromMs, toMs } = shop.trouble;
  const query = `?service=gateway&environment=production&from=${iso(fromMs)}&to=${iso(toMs)}`;
  const requests = new RequestsPage(page);
  await requests.open(query);
  const dot = page.locator("[data-example]").first();
  await dot.click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}/);
  const ofDot = /traces\/([0-9a-f]{32})/.exec(page.url())?.[1];
  expect(shop.requests.map((request) => request.traceId)).toContain(ofDot);

  await test.step("by keyboard", async () => {
    await requests.open(query);
    await page.getByRole("slider", { name: "Requests over time" }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("t");
    await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}/);
  });
});

test("a trace id pasted on a page opens its trace, at the span that the text names", async ({
  page,
  shop,
}) => {
  const [first] = shop.requests;
  await page.goto("/requests");
  await page.locator("main h1").waitFor();
  const text = `traceparent: 00-${first?.traceId.toUpperCase()}-00f067aa0ba902b7-01`;
  await expect(async () => {
    await page.evaluate((given) => {
      const data = new DataTransfer();
      data.setData("text", given);
      document.body.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true }),
      );
    }, text);
    await expect(page).toHaveURL(new RegExp(`/traces/${first?.traceId}.*span=00f067aa0ba902b7`), {
      timeout: 2_000,
    });
  }).toPass();
});

import { expect, test } from "./fixtures/test.ts";
import { RequestsPage } from "./pages/requests.ts";
import { TracePage } from "./pages/trace.ts";
import { TracesPage } from "./pages/traces.ts";

const iso = (ms: number) => new Date(ms).toISOString();

test("a click on a chart lists the traces of that moment, and one of them opens", async ({
  page,
  shop,
}) => {
  const { fromMs, toMs } = shop.trouble;
  const requests = new RequestsPage(page);
  await requests.open(
    `?service=gateway&environment=production&from=${iso(fromMs)}&to=${iso(toMs)}`,
  );
  await requests.clickAt(0.5);
  await expect(page).toHaveURL(/\/traces\?/);
  const traces = new TracesPage(page);
  const bucket = {
    fromMs: Date.parse(traces.param("from") ?? ""),
    toMs: Date.parse(traces.param("to") ?? ""),
  };
  const middleMs = (fromMs + toMs) / 2;
  expect(bucket.fromMs).toBeLessThanOrEqual(middleMs);
  expect(bucket.toMs).toBeGreaterThanOrEqual(middleMs);
  const sent = shop.requests.filter(
    ({ startMs }) => startMs >= bucket.fromMs && startMs < bucket.toMs,
  );
  expect(sent.length).toBeGreaterThan(0);
  await expect(traces.rows).toHaveCount(sent.length);
  expect((await traces.momentsMs()).sort()).toEqual(sent.map(({ startMs }) => startMs));

  await traces.rows.first().getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/traces/${sent.at(-1)?.traceId}`));
  await expect(new TracePage(page).spans).toHaveCount(4);
});

test("filters narrow the list to what failed", async ({ page, shop }) => {
  const { fromMs, toMs } = shop.trouble;
  const traces = new TracesPage(page);
  await traces.open(`?service=gateway&from=${iso(fromMs)}&to=${iso(toMs)}`);
  await page.getByRole("button", { name: "Errors only" }).click();
  await traces.expectParam("status", "error");
  const failed = shop.requests.filter(({ failed }) => failed);
  await expect(traces.rows).toHaveCount(failed.length);
});

test("a trace shows its spans, its failure, its critical path and one span in the address", async ({
  page,
  shop,
}) => {
  const failed = shop.requests.find((request) => request.failed);
  const trace = new TracePage(page);
  await trace.open(failed?.traceId ?? "");
  await expect(trace.condition).toContainText("POST /checkout of gateway took 6");
  await expect(trace.condition).toContainText("and failed");
  await expect(trace.condition).toContainText("deadlock detected");
  await expect(trace.spans).toHaveCount(4);
  await expect(trace.span("orders SELECT orders")).toHaveAccessibleName(
    /failed, on the critical path/,
  );

  await test.step("select", async () => {
    await trace.span("orders SELECT orders").click();
    await trace.expectParam("span", /^[0-9a-f]{16}$/);
    await expect(page.getByText("SELECT * FROM orders")).toBeVisible();
    await page.reload();
    await expect(page.getByText("SELECT * FROM orders")).toBeVisible();
  });
  await test.step("find", async () => {
    await trace.find.fill("postgresql");
    await expect(page.getByRole("status").filter({ hasText: /^1 of 1$/ })).toBeVisible();
    await trace.expectParam("find", "postgresql");
    await trace.find.fill("");
  });
  await test.step("collapse by keyboard", async () => {
    await trace.tree.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    await expect(trace.spans).toHaveCount(1);
    await page.keyboard.press("ArrowRight");
    await expect(trace.spans).toHaveCount(4);
    await page.keyboard.press("e");
    await trace.expectParam("span", /^[0-9a-f]{16}$/);
  });
});

test("a pasted trace id jumps to its trace; an unknown one says what may be the reason", async ({
  page,
  shop,
}) => {
  const [first] = shop.requests;
  const traces = new TracesPage(page);
  await traces.open("");
  await traces.search.fill((first?.traceId ?? "").toUpperCase());
  await traces.search.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/traces/${first?.traceId}`));
  await expect(new TracePage(page).spans).toHaveCount(4);

  await new TracePage(page).open("ab".repeat(16));
  await expect(traces.condition).toContainText("No span of this trace is stored");
  await expect(page.getByRole("link", { name: "All traces" })).toBeVisible();
});

import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Page } from "@playwright/test";
import { amountText, focusBill } from "@/bench/costs/focus-bill.ts";
import { costImport, costsResponse } from "@/lib/contract/costs.ts";
import { dayAt, monthStartOf } from "@/lib/domain/cost-days.ts";
import { ask } from "./fixtures/api.ts";
import { seriousViolations, smallTargets, widthBeyond } from "./fixtures/axe.ts";
import {
  ADMIN_KEY,
  type Headroom,
  makePlace,
  removePlace,
  startHeadroom,
} from "./fixtures/server.ts";
import { requestWork, sendWork } from "./fixtures/spans.ts";
import { test as base, expect } from "./fixtures/test.ts";

const DAY_MS = 86_400_000;
/** Longer than a file that is answered at once. */
const LONG_BYTES = 40_000_000;
const HEADING = "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceName";

/** A server that takes spans of three days. */
const test = base.extend<object, object>({
  headroom: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what is needed
    async ({}, use) => {
      const place = await makePlace({ HEADROOM_ACCEPT_PAST: "72h" });
      const headroom = await startHeadroom(place);
      await use(headroom);
      await headroom.terminate();
      removePlace(place);
    },
    { scope: "worker", timeout: 300_000 },
  ],
});

const csv = (rows: readonly string[]) => ({
  ...{ name: "bill.csv", mimeType: "text/csv" },
  buffer: Buffer.from([HEADING, ...rows].join("\n")),
});

async function openUpload(page: Page) {
  const dialog = page.getByRole("dialog", { name: "Upload bill" });
  // Until the page is taken over by the browser, a click opens nothing.
  await expect(async () => {
    if (!(await dialog.isVisible())) {
      await page.getByRole("button", { name: "Upload bill" }).click({ timeout: 5_000 });
    }
    await expect(dialog).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return dialog;
}

async function importRows(headroom: Headroom, source: string, rows: readonly string[]) {
  const answer = await fetch(`${headroom.url}/api/v1/costs/import?source=${source}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "text/csv" },
    body: [HEADING, ...rows].join("\n"),
  });
  expect(costImport.parse(await answer.json()).state).toBe("done");
}

test("a long bill is uploaded, its bar moves while it is read, and it is stored to the last digit", async ({
  page,
  headroom,
}) => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), "headroom-bill-"));
  const path = join(folder, "focus.csv");
  const { totals, csv: bill } = focusBill(LONG_BYTES);
  await pipeline(bill(), createWriteStream(path));
  expect(statSync(path).size).toBe(totals.bytes);
  await page.goto("/costs?month=2026-03");
  const dialog = await openUpload(page);
  await dialog.getByLabel("File").setInputFiles(path);
  await dialog.getByLabel("Source").fill("long");
  await dialog.getByRole("button", { name: "Upload", exact: true }).click();
  const bar = dialog.getByRole("progressbar", { name: /^Reading: \d+ %/ });
  const seen = new Set<number>();
  await expect(async () => {
    seen.add(Number(await bar.getAttribute("value", { timeout: 500 })));
    expect(seen.size).toBeGreaterThan(3);
  }).toPass({ timeout: 120_000, intervals: [250] });
  const values = [...seen];
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  const count = totals.rows.toLocaleString("en-US");
  await expect(dialog.getByRole("status")).toContainText(`Stored ${count} rows`, {
    timeout: 240_000,
  });
  const answer = costsResponse.parse(
    await ask(headroom, "/api/v1/costs?from=2026-03-01&to=2026-04-01&metric=BilledCost"),
  );
  expect(answer.total).toBe(amountText(totals.billed).replace(/\.?0+$/, ""));
  await dialog.getByRole("button", { name: "Close" }).last().click();
  const sources = page.getByRole("list", { name: "Sources of costs" });
  await expect(sources.getByRole("listitem").filter({ hasText: "long" })).toContainText(
    "Equals the source's own totals of one month",
  );
  rmSync(folder, { recursive: true });
});

test("what is no bill is told by what it lacks, and a row that cannot be read by its number and field", async ({
  page,
}) => {
  await page.goto("/costs");
  const dialog = await openUpload(page);
  const file = { name: "notes.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") };
  await dialog.getByLabel("File").setInputFiles(file);
  await dialog.getByRole("button", { name: "Upload", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText(
    "the heading lacks BilledCost, BillingCurrency, ChargePeriodStart",
  );
  const rows = ["1.5,USD,2026-02-01,2026-02-02,Compute", "oops,USD,2026-02-01,2026-02-02,Compute"];
  await dialog.getByLabel("File").setInputFiles(csv(rows));
  await dialog.getByLabel("Source").fill("rough");
  await dialog.getByRole("button", { name: "Upload", exact: true }).click();
  await expect(dialog.getByRole("status").last()).toContainText(
    "1 rows could not be read; row 2: BilledCost: not a decimal number.",
  );
});

test("prices that are typed in make an estimate, a wrong one is named", async ({
  page,
  headroom,
}) => {
  const yesterday = dayAt(Date.now() - DAY_MS);
  const works = Array.from({ length: 50 }, (_, index) =>
    requestWork({
      ...{ service: "priced", route: "/", durationMs: 5 },
      startMs: Date.parse(`${yesterday}T12:00:00Z`) + index * 10,
    }),
  );
  await sendWork(headroom, works, { environment: "live" });
  await page.goto(`/costs?month=${yesterday.slice(0, 7)}`);
  await page.getByRole("button", { name: "Add source" }).click();
  const dialog = page.getByRole("dialog", { name: "Add source" });
  await dialog.getByLabel("Kind").selectOption("price-list");
  await dialog.getByLabel("Name", { exact: true }).fill("prices");
  await dialog.getByRole("button", { name: "Remove price 1" }).click();
  await dialog.getByRole("textbox", { name: "Price 1" }).fill("1,5");
  await dialog.getByLabel("From").fill(monthStartOf(yesterday));
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("line 1, price: a decimal such as 0.0416");
  await dialog.getByRole("textbox", { name: "Price 1" }).fill("1500000.5");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toBeHidden();
  const sources = page.getByRole("list", { name: "Sources of costs" });
  const own = sources.getByRole("listitem").filter({ hasText: "prices" });
  await expect(own).toContainText("Price list, an estimate");
  await expect(own).toContainText("Up to date", { timeout: 60_000 });
  await page.reload();
  // 50 requests at 1.5000005 each.
  await expect(page.getByRole("list", { name: "Costs", exact: true })).toContainText("$75.0");
  await expect(page.getByText("An estimate by a price list")).toBeVisible();
  await own.getByRole("button", { name: "Edit prices" }).click();
  await expect(page.getByRole("textbox", { name: "Price 1" })).toHaveValue("1500000.5");
});

test("currencies are told in one by the rates of their days, which the page names", async ({
  page,
  headroom,
}) => {
  await importRows(headroom, "dollars", ["10,USD,2026-01-05,2026-01-06,Compute"]);
  await importRows(headroom, "euros", ["2.5,EUR,2026-01-05,2026-01-06,Compute"]);
  await page.goto("/costs?month=2026-01&currency=EUR");
  const figures = page.getByRole("list", { name: "Costs", exact: true });
  await expect(figures).toContainText("€2.50");
  await page.getByRole("button", { name: "Rates" }).click();
  const dialog = page.getByRole("dialog", { name: "Conversion rates" });
  await dialog.getByLabel("Rates, a line each").fill("from,to,day,rate\nUSD,EUR,2026-01-01,none");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("line 2, rate: a decimal above 0");
  await dialog.getByLabel("Or a CSV file").setInputFiles({
    ...{ name: "rates.csv", mimeType: "text/csv" },
    buffer: Buffer.from("from,to,day,rate\nUSD,EUR,2026-01-02,0.92\n"),
  });
  await expect(dialog.getByLabel("Rates, a line each")).toHaveValue(/0\.92/);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: /^EUR, / }).click();
  await page.getByRole("menuitemradio", { name: "All in EUR" }).click();
  await expect(page).toHaveURL(/convertTo=EUR/);
  // 10 × 0.92 and 2.50.
  await expect(figures).toContainText("€11.70");
  await expect(page.getByText(/^USD of .+ at 0\.92 EUR, the rate of 2026-01-02\.$/)).toBeVisible();
  await page.getByRole("button", { name: /^All in EUR, / }).click();
  await page.getByRole("menuitemradio", { name: "USD", exact: true }).click();
  await expect(figures).toContainText("$10.00");
});

for (const width of [1440, 390]) {
  test(`the card and its dialogs are fit for everybody at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto("/costs?month=2026-01");
    await page.getByRole("button", { name: "Rates" }).scrollIntoViewIfNeeded();
    const judge = async () => {
      expect(await seriousViolations(page)).toEqual([]);
      expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
      // Fingers are for narrow screens.
      if (width === 390) expect(await smallTargets(page)).toEqual([]);
    };
    await judge();
    for (const [button, title] of [
      ["Rates", "Conversion rates"],
      ["Upload bill", "Upload bill"],
      ["Add source", "Add source"],
    ] as const) {
      await page.getByRole("button", { name: button }).click();
      const dialog = page.getByRole("dialog", { name: title });
      await expect(dialog.getByRole("button", { name: "Cancel" })).toBeVisible();
      if (button === "Add source") await dialog.getByLabel("Kind").selectOption("price-list");
      await judge();
      const { width: inside } = (await dialog.boundingBox()) ?? { width: Number.NaN };
      expect(inside).toBeLessThanOrEqual(width);
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await expect(dialog).toBeHidden();
    }
  });
}

import { type CostBridgeResponse, costBridgeResponse } from "@/lib/contract/cost-bridge.ts";
import { costServicesResponse } from "@/lib/contract/cost-services.ts";
import { addDays } from "@/lib/domain/cost-days.ts";
import { moneyText, sumMoney } from "@/lib/domain/money.ts";
import { ask } from "./fixtures/api.ts";
import { dollars, test } from "./fixtures/billed.ts";
import { expect } from "./fixtures/test.ts";

test("a bill is shown to the cent, can be exported, and keeps to its charges", async ({
  page,
  billed,
}) => {
  const { month, dayCount } = billed;
  const total = dayCount * 12.5 - 4;
  await page.goto(`/costs?month=${month.slice(0, 7)}`);
  const figures = page.getByRole("list", { name: "Costs", exact: true });
  await expect(figures).toContainText(dollars(total));
  const series = page.getByRole("table", { name: "Series" });
  await expect(series.getByRole("row", { name: /Compute/ })).toContainText(dollars(dayCount * 10));
  await expect(page.getByText("Equals the bill to the last digit.")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = await (await download).createReadStream();
  const text = Buffer.concat(await file.toArray()).toString("utf8");
  expect(text.split("\r\n")[0]).toBe("day,service,amount,currency,metric,estimated");
  expect(text).toContain(`${month},Storage,2.50000000001,USD,EffectiveCost,false`);
  await page.getByRole("button", { name: "All charges" }).click();
  await page.getByRole("menuitem", { name: /Credits/ }).click();
  await expect(page).toHaveURL(/without=Credit/);
  await expect(figures).toContainText(dollars(dayCount * 12.5));
});

test("a budget that is too small is said first, and can be changed and deleted", async ({
  page,
  billed,
}) => {
  await page.goto(`/costs?month=${billed.month.slice(0, 7)}`);
  await page.getByRole("button", { name: "Set budget" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Set a budget" });
  await dialog.getByLabel("Amount a month").fill("5");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("over its budget of $5.00");
  const budgets = page.getByRole("list", { name: "Budgets" });
  await budgets.getByRole("button", { name: /All/ }).click();
  await page.getByLabel("Amount a month").fill("100000");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    "within its budget of $100,000",
  );
  await budgets.getByRole("button", { name: /All/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(budgets).toHaveCount(0);
});

test("a rule maps what no tag does, and the rest stays in sight", async ({
  page,
  headroom,
  billed,
}) => {
  const { month, dayCount, today } = billed;
  await page.goto(`/costs?month=${month.slice(0, 7)}`);
  const unmapped = page.getByRole("list", { name: "Unmapped lines" });
  await expect(unmapped).toContainText(dollars(dayCount * 2.5));
  await page.getByRole("button", { name: "Mapping rules" }).click();
  const dialog = page.getByRole("dialog", { name: "Mapping rules" });
  await dialog.getByLabel("is (* for anything)").fill("Storage");
  await dialog.getByRole("button", { name: "Add rule" }).click();
  await dialog.getByRole("button", { name: "Save rules" }).click();
  await expect(dialog).toBeHidden();
  await expect(unmapped).not.toContainText("Storage");
  await expect(unmapped).toContainText("Credit");
  const path = `/api/v1/costs/services?from=${month}&to=${today}`;
  const { services, unmapped: rest, total } = costServicesResponse.parse(await ask(headroom, path));
  expect(services).toMatchObject([{ service: "billed-shop", direct: String(dayCount * 10) }]);
  expect(rest.total).toBe("-4");
  expect(total).toBe(moneyText(sumMoney([...services.map((one) => one.total), rest.total])));
});

test("a bridge of two days adds up to the last digit", async ({ headroom, billed }) => {
  const yesterday = addDays(billed.today, -1);
  const before = addDays(yesterday, -1);
  const path = `/api/v1/costs/bridge?from=${yesterday}&to=${billed.today}&previousFrom=${before}&previousTo=${yesterday}`;
  const { bridge } = costBridgeResponse.parse(await ask(headroom, path)) as CostBridgeResponse;
  // 12.5 for 100 requests, then for 200 (and a credit where a day is the first of a month).
  expect(Number(bridge?.before)).toBeGreaterThan(Number(bridge?.after));
  const sum = sumMoney([
    bridge?.before ?? "",
    ...(bridge?.parts ?? []).map(({ amount }) => amount),
  ]);
  expect(moneyText(sum)).toBe(bridge?.after);
});

test("without a bill the page says how to send one", async ({ page, freshHeadroom }) => {
  await page.goto(freshHeadroom.loginLink);
  await page.goto(`${freshHeadroom.url}/costs`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("No bill tells of");
  await expect(page.getByText("/api/v1/costs/import?format=focus")).toBeVisible();
});

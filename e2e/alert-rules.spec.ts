import { seriousViolations } from "./fixtures/axe.ts";
import { expect, test } from "./fixtures/test.ts";
import { ChartMenu } from "./pages/chart-menu.ts";
import { RequestsPage } from "./pages/requests.ts";

/** The evaluator looks once a second, and a new rule is evaluated at once. */
const FIRES_MS = 45_000;

test("a rule from a chart: filled in, its past beside it, and it fires", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  await new RequestsPage(page).open("?service=gateway");
  await new ChartMenu(page, "Latency").choose("Alert on this…");
  await expect(page).toHaveURL(/\/alerts\/rules\/new\?draft=/);
  await expect(page.getByLabel("Is one of")).toHaveValue("gateway");
  const name = `Gateway at all ${Date.now()}`;
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByLabel("Threshold, in ms").fill("0.001");
  await page.getByLabel("For at least").fill("0s");
  await page.getByLabel("Over the last").fill("1d");
  // Anything is slower than a microsecond: it would have fired and never stopped.
  await expect(page.locator("[data-preview-sentence]")).toContainText("It would have fired once");
  await expect(page.getByRole("list", { name: "Groups" })).toContainText("everything");
  await page.getByRole("button", { name: "Create the rule" }).click();
  await expect(page).toHaveURL(/\/alerts\?.*tab=rules/);
  await expect(page.getByRole("link", { name })).toBeVisible();
  await page.getByRole("tab", { name: "Alerts" }).click();
  const alerts = page.getByRole("table", { name: "Alerts" });
  await expect(alerts.getByRole("row").filter({ hasText: name })).toContainText("firing", {
    timeout: FIRES_MS,
  });
  await page.goto("/requests?service=gateway");
  await expect(page.getByRole("list", { name: "Alerts" })).toContainText(name);
});

test("what is wrong with a rule is said at its field", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  await page.goto("/alerts/rules/new");
  await page.getByLabel("Recovers at").fill("300");
  await expect(page.getByText("must be at most the threshold, 200")).toBeVisible();
  await page.getByLabel("Recovers at").fill("150");
  await page.getByRole("button", { name: "Create the rule" }).click();
  await expect(page.getByText("give it a name")).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);
  await expect(page).toHaveURL(/\/alerts\/rules\/new/);
});

test("silence has a policy of its own, kept with the rule", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  await page.goto("/alerts/rules/new");
  const name = `Silent ${Date.now()}`;
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByLabel("Threshold, in ms").fill("60000");
  await expect(page.getByLabel("If it was heard of for")).toBeHidden();
  await page.getByLabel("If it falls silent").selectOption({ label: "that is an alert" });
  await page.getByLabel("After a silence of").fill("15m");
  await page.getByLabel("If it was heard of for").fill("2h");
  // What stands beside it: the rule in words, and what it would have done.
  await expect(page.locator("[data-preview-rule]")).toContainText(
    "p95Ms of requests by service > 60 s for 5 min",
  );
  await expect(page.locator("[data-preview-sentence]")).toContainText("It would not have fired");
  await page.getByRole("button", { name: "Create the rule" }).click();
  await page.getByRole("link", { name }).click();
  await expect(page.getByLabel("If it falls silent")).toHaveValue("alert");
  await expect(page.getByLabel("After a silence of")).toHaveValue("15m");
  await expect(page.getByLabel("If it was heard of for")).toHaveValue("2h");
  await expect(page.getByLabel("If it was never heard of")).toHaveValue("keep");
  expect(await seriousViolations(page)).toEqual([]);
});

test("an objective: what is left of its budget, and how it went", async ({ page, shop }) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const name = `Gateway answers ${Date.now()}`;
  await page.goto("/alerts?tab=objectives");
  await page.getByRole("button", { name: "New objective" }).first().click();
  const dialog = page.getByRole("dialog", { name: "A new objective" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Service").fill("gateway");
  await dialog.getByLabel("Good requests, in %").fill("99.5");
  await dialog.getByRole("button", { name: "Create it" }).click();
  const row = page
    .getByRole("table", { name: "Objectives" })
    .getByRole("row")
    .filter({ hasText: name });
  await expect(row).toContainText("99.5 % without error, over 30 days");
  await row.getByRole("button", { name }).click();
  const panel = page.getByRole("dialog", { name });
  await expect(panel.getByText("Budget left", { exact: true })).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);
});

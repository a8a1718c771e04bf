import { type Ledger, sendLedger } from "./fixtures/ledger.ts";
import { expect, test } from "./fixtures/test.ts";
import { DatabasesPage } from "./pages/databases.ts";
import { TracePage } from "./pages/trace.ts";

let ledger: Ledger;

test.beforeAll(async ({ headroom }) => {
  ledger = await sendLedger(headroom, Date.now());
});

const ofLedger = ({ service, environment }: Ledger) =>
  `?service=${service}&environment=${environment}&from=now-15m`;

test("what is wrong stands first: the lag, the pool and the N+1, in words, charts and the rail", async ({
  page,
}) => {
  const databases = new DatabasesPage(page);
  await databases.open(ofLedger(ledger));
  await expect(databases.condition).toContainText(
    /Replica replica-1 of ledger is up to .+ behind its primary since/,
  );
  await expect(databases.condition).toContainText("ledger-main of ledger is short of connections");
  await expect(databases.condition).toContainText("9 waiting");
  await expect(databases.condition).toContainText(
    "N+1: /reports/{id} of ledger repeats a query 20 times",
  );
  for (const title of ["Operations", "Latency", "Replication lag", "Waiting for a connection"]) {
    await expect(page.getByRole("heading", { name: title, exact: true })).toBeVisible();
  }
  const row = databases.rows("Databases").first();
  await expect(row).toContainText("ledger postgresql/ledger");
  await expect(row).toContainText(/replica-1 .+ behind/);
  const rail = page.getByRole("navigation", { name: "Concerns" });
  await expect(rail.getByRole("link", { name: /Databases.*Critical/ })).toBeVisible();
});

test("reads by where they went, the pool, and statements without their literals", async ({
  page,
}) => {
  const databases = new DatabasesPage(page);
  await databases.open(ofLedger(ledger));
  const nodes = databases.rows("Primary and replicas");
  await expect(nodes).toHaveCount(2);
  // Of 80 balances every fourth reads from the primary.
  await expect(nodes.nth(0)).toContainText("primary");
  await expect(nodes.nth(0)).toContainText(/25\.0.%/);
  await expect(nodes.nth(1)).toContainText("replica-1");
  await expect(nodes.nth(1)).toContainText(/75\.0.%/);
  await expect(databases.rows("Connection pools").first()).toContainText("ledger-main");
  const statements = databases.rows("Statements");
  await expect(statements).toHaveCount(2);
  // Ten reports of 20 queries of 8 ms are 1,600 ms; 80 balances are a third of that.
  await expect(statements.nth(0)).toContainText(
    "SELECT * FROM entries WHERE report = ? AND line = ?",
  );
  await expect(statements.nth(0)).toContainText(/1,600.ms/);
  await expect(statements.nth(1)).toContainText("SELECT sum(amount) FROM entries");
});

test("a row opens at the side and stays in the address", async ({ page }) => {
  const databases = new DatabasesPage(page);
  await databases.open(ofLedger(ledger));
  await databases.rows("Databases").first().click();
  const panel = page.getByRole("dialog", { name: "postgresql/ledger" });
  await expect(panel).toContainText("SELECT * FROM entries");
  await expect(panel.getByRole("list", { name: "What is wrong" })).toContainText("/reports/{id}");
  await databases.expectParam("database", /ledger/);
  await page.reload();
  await expect(panel).toBeVisible();
  await page.keyboard.press("Escape");
  await databases.expectParam("database", null);
});

test("an N+1 leads to a trace in which its queries are marked", async ({ page }) => {
  const databases = new DatabasesPage(page);
  await databases.open(ofLedger(ledger));
  const row = databases.rows("N+1 queries").first();
  await expect(row).toContainText("/reports/{id}");
  // Nineteen of twenty queries of 8 ms.
  await expect(row).toContainText(/152.ms/);
  await row.getByRole("link").click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}/);
  const trace = new TracePage(page);
  await expect(trace.condition).toContainText("It has an N+1: 20 similar queries in a row");
  const marked = trace.tree.getByRole("treeitem", { name: /part of an N\+1: 20 queries/ });
  await expect(marked.first()).toBeVisible();
  await expect(marked.first()).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "Expand all" }).click();
  await expect(marked).toHaveCount(ledger.queries);
  await expect(trace.span("GET /reports/{id}")).not.toHaveAccessibleName(/N\+1/);
});

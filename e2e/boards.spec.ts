import { readFileSync } from "node:fs";
import { boardResponse } from "@/lib/contract/boards.ts";
import type { BoardPanel } from "@/lib/domain/boards.ts";
import { ROOT } from "@/scripts/bootstrap.mjs";
import { send } from "./fixtures/api.ts";
import { seriousViolations, widthBeyond } from "./fixtures/axe.ts";
import type { Headroom } from "./fixtures/server.ts";
import { expect, test } from "./fixtures/test.ts";
import { BoardPage } from "./pages/board.ts";
import { Frame } from "./pages/frame.ts";

const NARROW = { width: 390, height: 844 };

const rates = (title: string, id: string, x: number): BoardPanel => ({
  ...{ id, title, x, y: 0, w: 6, h: 6 },
  chart: {
    kind: "requests",
    measures: ["throughputPerSecond"],
    groupBy: ["service"],
    filters: {},
    visual: "lines",
  },
});

async function makeBoard(headroom: Headroom, name: string, panels: readonly BoardPanel[]) {
  const spec = { schemaVersion: 1, panels };
  return boardResponse.parse(
    await send(headroom, { method: "POST", path: "/api/v1/boards", body: { name, spec } }),
  );
}

test("a chart is pinned from its page to a new board, and shows the same there", async ({
  page,
  shop,
}) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  await page.goto("/requests?service=gateway&from=now-3h");
  await page.getByRole("button", { name: "Latency: copy, explore" }).click();
  await page.getByRole("menuitem", { name: /^Pin/ }).click();
  const dialog = page.getByRole("dialog", { name: "Pin to a board" });
  await dialog.getByLabel("Title").fill("Gateway latency");
  await dialog.getByRole("combobox", { name: "Board" }).selectOption({ label: "A new board" });
  await dialog.getByLabel("Name of the new board").fill("Pinned");
  await dialog.getByRole("button", { name: "Pin", exact: true }).click();
  await dialog.getByRole("link", { name: "Open the board" }).click();

  const board = new BoardPage(page);
  await expect(board.heading).toHaveText("Pinned");
  await expect(board.panel("Gateway latency").getByRole("button", { name: /^p95/ })).toBeVisible();
  await page.goto("/boards");
  await expect(page.getByRole("link", { name: "Pinned" })).toBeVisible();
});

test("panels are dragged, resized, moved by keys, removed and brought back; a reload shows it", async ({
  page,
  headroom,
  shop,
}) => {
  expect(shop.environment).not.toBe("");
  const { id } = await makeBoard(headroom, "Arranged", [rates("A", "p1", 0), rates("B", "p2", 6)]);
  const board = new BoardPage(page);
  await board.open(id, "?from=now-3h");
  await board.edit();
  const before = { a: await board.restingBoxOf("A"), b: await board.restingBoxOf("B") };
  expect(before.a.y).toBe(before.b.y);

  await board.drag("A", before.b.x - before.a.x, 40);
  await expect.poll(async () => (await board.boxOf("A")).x).toBe(before.b.x);
  await board.resize("B", 0, 120);
  await expect
    .poll(async () => (await board.boxOf("B")).height)
    .toBeGreaterThan(before.b.height + 60);

  const handle = board.panel("B").getByRole("application", { name: /^Move B/ });
  const wide = await board.restingBoxOf("B");
  await handle.focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(async () => (await board.boxOf("B")).width).toBeLessThan(wide.width);

  await board.menu("A", "Remove");
  await expect(board.panel("A")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo removing A" }).click();
  await expect(board.panel("A")).toBeVisible();
  await board.save();
  const after = await board.arrangement("A", "B");
  await page.reload();
  await board.heading.waitFor();
  expect(await board.arrangement("A", "B")).toEqual(after);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Versions" }).click();
  const versions = page.getByRole("dialog", { name: "Versions" });
  await expect(versions.getByText(/resized "B"/)).toBeVisible();
  await versions.getByRole("button", { name: "Restore version 1" }).click();
  await expect(versions.getByText("Version 3")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await board.boxOf("A")).x).toBe(before.a.x);
});

test("a panel is edited in words and figures, and its board says who else saved it", async ({
  page,
  headroom,
  shop,
}) => {
  expect(shop.environment).not.toBe("");
  const made = await makeBoard(headroom, "Shared", [rates("Rates", "p1", 0)]);
  const board = new BoardPage(page);
  await board.open(made.id, "?from=now-3h");
  await board.edit();
  await board.menu("Rates", "Edit");
  const editor = page.getByRole("dialog", { name: "Panel" });
  await editor.getByLabel("Title").fill("Orders only");
  await editor.getByLabel("service", { exact: true }).last().fill("orders");
  await editor.getByRole("button", { name: "Close" }).click();
  const lines = board.panel("Orders only").getByRole("list").getByRole("button");
  await expect(lines).toHaveCount(1);
  await expect(lines).toContainText("orders");

  const { name, visibility, spec, version } = made;
  const theirs = { name: `${name}, by the other`, visibility, spec, version };
  await send(headroom, { method: "PUT", path: `/api/v1/boards/${made.id}`, body: theirs });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const conflict = page.getByRole("dialog", { name: "Somebody else saved this board" });
  await expect(conflict).toContainText('renamed "Shared" to "Shared, by the other"');
  await conflict.getByRole("button", { name: "Save mine over it" }).click();
  await expect(board.heading).toHaveText("Shared");
  await expect(board.panel("Orders only")).toBeVisible();
});

test("variables narrow every panel that does not say itself what it shows", async ({
  page,
  headroom,
  shop,
}) => {
  expect(shop.environment).not.toBe("");
  const fixed = rates("Orders alone", "p2", 6);
  if (fixed.chart.kind === "requests") fixed.chart.filters = { service: ["orders"] };
  const { id } = await makeBoard(headroom, "Narrowed", [rates("Any", "p1", 0), fixed]);
  const board = new BoardPage(page);
  await board.open(id, "?from=now-3h");
  const linesOf = (title: string) => board.panel(title).getByRole("list").getByRole("button");
  await expect.poll(() => linesOf("Any").count()).toBeGreaterThan(1);
  await page.getByRole("main").getByRole("combobox", { name: "service" }).selectOption("gateway");
  await board.expectParam("service", "gateway");
  await expect(linesOf("Any")).toHaveCount(1);
  await expect(linesOf("Any")).toContainText("gateway");
  await expect(linesOf("Orders alone")).toContainText("orders");
  await page.reload();
  await expect(linesOf("Any")).toContainText("gateway");
});

test("an exported board is imported as the same board; a Grafana dashboard says what was left", async ({
  page,
  headroom,
}) => {
  const panels = [rates("A", "p1", 0), rates("B", "p2", 6)];
  const made = await makeBoard(headroom, "Travels", panels);
  const exported = await page.request.get(`/api/v1/boards/${made.id}/export`);
  expect(exported.headers()["content-disposition"]).toBe(
    'attachment; filename="travels.board.json"',
  );

  await page.goto("/boards");
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a board" });
  await dialog.getByLabel("Or its text").fill(await exported.text());
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByRole("status")).toContainText("Everything was taken over.");
  const href = await dialog.getByRole("link", { name: "Open the board" }).getAttribute("href");
  const copyId = new URL(href ?? "", headroom.url).pathname.split("/").at(-1);
  expect(copyId).not.toBe(made.id);
  const copy = boardResponse.parse(
    await (await page.request.get(`/api/v1/boards/${copyId}`)).json(),
  );
  expect(copy).toMatchObject({ name: made.name, spec: made.spec });

  await page.goto("/boards");
  await page.getByRole("button", { name: "Import" }).click();
  const dashboard = readFileSync(`${ROOT}/lib/decode/testdata/grafana-shop.json`, "utf8");
  await dialog.getByLabel("Or its text").fill(dashboard);
  await expect(dialog.getByText("A Grafana dashboard", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  const left = dialog.getByRole("list", { name: "What was left" });
  await expect(left).toContainText('panels of the kind "table" are not drawn here');
  await expect(left).toContainText("it asks loki, not Prometheus");
  await dialog.getByRole("link", { name: "Open the board" }).click();
  const board = new BoardPage(page);
  await expect(board.heading).toHaveText("Shop");
  await expect(board.panel("Orders")).toBeVisible();
});

test("a page is saved under a name, opened, renamed and deleted, with a way back", async ({
  page,
  shop,
}) => {
  expect(shop.environment).not.toBe("");
  const frame = new Frame(page);
  await page.goto("/requests?service=gateway&from=now-3h");
  await frame.condition.waitFor();
  const open = () => frame.bar.getByRole("button", { name: "Saved views" }).click();
  await open();
  const views = page.getByRole("dialog", { name: "Saved views" });
  await views.getByLabel("Save this page as").fill("Gateway");
  await views.getByRole("button", { name: "Save", exact: true }).click();
  await views.getByRole("button", { name: "Rename Gateway" }).click();
  await views.getByLabel("New name of Gateway").fill("The gateway");
  await page.keyboard.press("Enter");
  await expect(views.getByRole("link", { name: "The gateway" })).toBeVisible();

  await page.goto("/traces");
  await open();
  await views.getByRole("link", { name: "The gateway" }).click();
  await page.waitForURL(/\/requests\?/);
  await frame.expectParam("service", "gateway");
  await frame.expectParam("from", "now-3h");

  await open();
  await views.getByRole("button", { name: "Delete The gateway" }).click();
  await expect(views.getByRole("link", { name: "The gateway" })).toHaveCount(0);
  await views.getByRole("button", { name: "Undo" }).click();
  await expect(views.getByRole("link", { name: "The gateway" })).toBeVisible();
});

test("boards fit 390 px in one column, and axe finds nothing serious while looked at or edited", async ({
  page,
  headroom,
  shop,
}) => {
  expect(shop.environment).not.toBe("");
  const panels = [rates("A", "p1", 0), rates("B", "p2", 6)];
  const { id } = await makeBoard(headroom, "Narrow", panels);
  const board = new BoardPage(page);
  const frame = new Frame(page);
  await board.open(id, "?from=now-3h");
  await board.restingBoxOf("B");
  for (const theme of ["Light", "Dark"] as const) {
    await frame.chooseTheme(theme);
    await expect(page.getByRole("menu")).toHaveCount(0);
    expect(await seriousViolations(page), theme).toEqual([]);
  }
  await board.edit();
  await board.menu("A", "Edit");
  await page.getByRole("dialog", { name: "Panel" }).waitFor();
  expect(await seriousViolations(page), "edited").toEqual([]);
  await page.keyboard.press("Escape");
  await page.setViewportSize(NARROW);
  await expect.poll(() => widthBeyond(page)).toBeLessThanOrEqual(0);
  await expect
    .poll(async () => (await board.boxOf("B")).y - (await board.boxOf("A")).y)
    .toBeGreaterThan(200);
  expect(await seriousViolations(page), "390 px").toEqual([]);
  await page.goto("/boards");
  await frame.condition.waitFor();
  await expect.poll(() => widthBeyond(page)).toBeLessThanOrEqual(0);
  expect(await seriousViolations(page), "list").toEqual([]);
});

import { requestsResponse } from "@/lib/contract/requests.ts";
import { ask } from "./fixtures/api.ts";
import { seriousViolations } from "./fixtures/axe.ts";
import { expect, test } from "./fixtures/test.ts";
import { ChartMenu } from "./pages/chart-menu.ts";
import { RequestsPage } from "./pages/requests.ts";

const iso = (ms: number) => new Date(ms).toISOString();

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("CSV and JSON are what the API answers", async ({ page, shop, headroom }) => {
  const range = `from=${iso(shop.trouble.fromMs)}&to=${iso(shop.trouble.toMs)}`;
  const { groups, from } = requestsResponse.parse(
    await ask(headroom, `/api/v1/requests?service=gateway&groupBy=&${range}`),
  );
  const points = groups[0]?.points ?? [];
  expect(points.length).toBeGreaterThan(20);
  await new RequestsPage(page).open(`?service=gateway&compare=off&${range}`);
  const menu = new ChartMenu(page, "Latency");

  const csv = await menu.copiedText("Copy as CSV", "CSV copied");
  // Rules of other tests that watch the gateway have a column each behind these.
  const [head, ...lines] = csv.split("\n").map((line) => line.split(",").slice(0, 4).join(","));
  expect(head).toBe("at,p99 (ms),p95 (ms),p50 (ms)");
  expect(lines).toEqual(
    points.map(({ at, p99Ms, p95Ms, p50Ms }) =>
      [at, p99Ms ?? "", p95Ms ?? "", p50Ms ?? ""].join(","),
    ),
  );

  const json: unknown = JSON.parse(await menu.copiedText("Copy as JSON", "JSON copied"));
  expect(json).toMatchObject({
    title: "Latency",
    from,
    rows: points.map(({ at, p99Ms, p95Ms, p50Ms }) => ({
      at,
      "p99 (ms)": p99Ms,
      "p95 (ms)": p95Ms,
      "p50 (ms)": p50Ms,
    })),
  });

  await menu.choose("Alert on this…");
  await expect(page).toHaveURL(/\/alerts\/rules\/new\?draft=/);
  await expect(page.getByLabel("Measure")).toHaveValue("p95Ms");
  await expect(page.getByLabel("Threshold, in ms")).toHaveValue("200");
  await expect(page.getByLabel("Is one of")).toHaveValue("gateway");
});

for (const [title, colour] of [
  ["Latency", "--q95"],
  ["Latency heatmap", "--heat-9"],
] as const) {
  for (const theme of ["dark", "light"]) {
    test(`${title} as a picture, ${theme}: its lines in their colours, twice its size`, async ({
      page,
      shop,
      headroom,
    }) => {
      await page
        .context()
        .addCookies([{ name: "headroom-theme", value: theme, url: headroom.url }]);
      const range = `from=${iso(shop.trouble.fromMs)}&to=${iso(shop.trouble.toMs)}`;
      await new RequestsPage(page).open(`?service=gateway&${range}`);
      await new ChartMenu(page, title).choose("Copy as PNG");
      await page.getByRole("status").filter({ hasText: "Picture copied" }).waitFor();
      const picture = await page.evaluate(async (token) => {
        const [item] = await navigator.clipboard.read();
        const bitmap = await createImageBitmap((await item?.getType("image/png")) ?? new Blob());
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext("2d");
        context?.drawImage(bitmap, 0, 0);
        const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
        const probe = document.createElement("span");
        probe.style.color = `var(${token})`;
        document.body.append(probe);
        const wanted = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number);
        let drawn = 0;
        let coloured = 0;
        for (let at = 0; at < pixels.length; at += 4) {
          const differs = [0, 1, 2].some((i) => pixels[at + i] !== pixels[i]);
          const matches = [0, 1, 2].every(
            (i) => Math.abs((pixels[at + i] ?? 0) - (wanted[i] ?? 0)) < 4,
          );
          if (differs) drawn += 1;
          if (matches) coloured += 1;
        }
        return { width: bitmap.width, height: bitmap.height, drawn, coloured };
      }, colour);
      expect(picture.width).toBeGreaterThan(1_500);
      expect(picture.height).toBeGreaterThan(250);
      expect(picture.drawn).toBeGreaterThan(2_000);
      expect(picture.coloured).toBeGreaterThan(100);
    });
  }
}

test("a frozen link shows others the same moments, says so, and leads back to live", async ({
  page,
  shop,
  context,
}) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const mine = new RequestsPage(page);
  await mine.open("?service=gateway&from=now-1h&by=status");
  const address = await new ChartMenu(page, "Latency").copiedText(
    "Copy link to these moments",
    "Link copied",
  );
  const copied = new URL(address).searchParams;
  expect(copied.get("service")).toBe("gateway");
  expect(copied.get("by")).toBe("status");
  expect(Date.parse(copied.get("to") ?? "") - Date.parse(copied.get("from") ?? "")).toBe(3_600_000);

  const theirs = new RequestsPage(await context.newPage());
  await theirs.page.goto(address);
  await theirs.cursor.waitFor();
  await expect(theirs.page.getByRole("note")).toContainText("Frozen at");
  await expect(theirs.liveButton).toHaveAccessibleName(/^Fixed/);
  const figuresOf = (of: RequestsPage) =>
    of.page.getByRole("table", { name: /^Latency/ }).textContent();
  await page.goto(address);
  await mine.cursor.waitFor();
  expect(await figuresOf(theirs)).toBe(await figuresOf(mine));
  expect(await seriousViolations(theirs.page)).toEqual([]);

  await theirs.page.getByRole("button", { name: "Back to live" }).click();
  await theirs.expectParam("from", null);
  await theirs.expectParam("frozen", null);
  await expect(theirs.page.getByRole("note")).toHaveCount(0);
});

test("choosing from a chart's menu is no click on the chart; a chart can be pinned", async ({
  page,
  shop,
}) => {
  expect(shop.requests.length).toBeGreaterThan(0);
  const requests = new RequestsPage(page);
  await requests.open("?service=gateway");
  await new ChartMenu(page, "Requests").choose("Pin to a board");
  await expect(page.getByRole("dialog", { name: "Pin to a board" })).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.waitForTimeout(500);
  expect(new URL(page.url()).pathname).toBe("/requests");
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { alertsResponse } from "@/lib/contract/alerts.ts";
import { ask, send } from "./fixtures/api.ts";
import { seriousViolations, widthBeyond } from "./fixtures/axe.ts";
import type { Headroom } from "./fixtures/server.ts";
import { requestWork, sendWork } from "./fixtures/spans.ts";
import { expect, test } from "./fixtures/test.ts";

const NARROW = { width: 390, height: 844 };
const RULE = "Tollgate answers";
/** Of this spec alone: alerts of others for the same service would wait in one group with its own. */
const SERVICE = "tollgate";

const pass = (headroom: Headroom) =>
  sendWork(
    headroom,
    [
      requestWork({
        service: SERVICE,
        route: "/pay",
        startMs: Date.now() - 60_000,
        durationMs: 20,
      }),
    ],
    { environment: "alerts" },
  );

/** A rule that fires as soon as it is evaluated. */
const rule = (threshold: number) => ({
  ...{
    name: RULE,
    operator: ">",
    threshold,
    intervalSeconds: 1,
    noData: "keep",
    severity: "critical",
  },
  query: {
    ...{ concern: "requests", measure: "requestCount", groupBy: ["service"], windowSeconds: 300 },
    filters: { service: [SERVICE] },
  },
});

async function startReceiver() {
  const told: string[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    const { status, alerts } = JSON.parse(text);
    for (const { labels } of alerts) told.push(`${status} ${labels.alertname}`);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { told, url: `http://127.0.0.1:${port}/hook`, stop: () => server.close() };
}

test("a channel, its test message, a route, an alert that is acknowledged and silenced", async ({
  page,
  shop,
  headroom,
}) => {
  test.setTimeout(120_000);
  expect(shop.requests.length).toBeGreaterThan(0);
  const receiver = await startReceiver();
  await page.goto("/alerts?tab=channels");
  await page.getByRole("button", { name: "Add a channel" }).first().click();
  const adding = page.getByRole("dialog", { name: "A new channel" });
  await adding.getByLabel("Name").fill("On call");
  await adding.getByLabel("Address").fill(receiver.url);
  // The first channel is offered whatever no route claims; here only a route is to tell it.
  await adding.getByLabel(/^Send it every alert/).uncheck();
  expect(await seriousViolations(page)).toEqual([]);
  await adding.getByRole("button", { name: "Add it" }).click();
  const channel = page.getByRole("listitem").filter({ hasText: "On call" }).first();
  await channel.getByRole("button", { name: "Send a test" }).click();
  await expect.poll(() => receiver.told).toContain("firing Test of On call");
  const messages = page.getByRole("region", { name: "Messages" });
  await expect(messages.getByText(/^sent /)).toBeVisible({ timeout: 15_000 });

  await page.getByRole("tab", { name: "Routes" }).click();
  await page.getByRole("button", { name: "Add a route" }).click();
  const routing = page.getByRole("dialog", { name: "A new route" });
  await routing.getByLabel("Name").fill("Tollgate");
  await routing.getByLabel(/^Alerts with these labels/).fill("service=toll*");
  await routing.getByLabel("On call").check();
  await routing.getByLabel("First wait, seconds").fill("0");
  await routing.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("list", { name: "Routes" })).toContainText("Tollgate to On call");
  const preview = page.getByRole("region", { name: "Try labels" });
  await preview.getByRole("textbox").fill(`service=${SERVICE}`);
  await expect(preview).toContainText("It goes by “Tollgate” and is told to On call.");
  await preview.getByRole("textbox").fill("service=cart");
  await expect(preview).toContainText("It goes by “everything else” and is told to nobody.");
  expect(await seriousViolations(page)).toEqual([]);

  await pass(headroom);
  await send(headroom, { method: "POST", path: "/api/v1/alert-rules", body: rule(0) });
  await expect.poll(() => receiver.told, { timeout: 30_000 }).toContain(`firing ${RULE}`);
  await page.goto("/alerts");
  await page.getByRole("table", { name: "Alerts" }).getByRole("button", { name: RULE }).click();
  const panel = page.getByRole("dialog", { name: RULE });
  await expect(panel).toContainText("On call, first");
  await panel.getByRole("button", { name: "Acknowledge" }).click();
  const acknowledging = page.getByRole("dialog", { name: "Acknowledge" });
  await acknowledging.getByLabel("Note (optional)").fill("on it");
  await acknowledging.getByRole("button", { name: "Acknowledge" }).click();
  await expect(panel.getByRole("region", { name: "Care" })).toContainText("looks after it");
  await expect(panel).toContainText("on it");
  await panel.getByRole("button", { name: `Silence ${RULE} for an hour` }).click();
  await expect(panel.getByRole("region", { name: "Care" })).toContainText("Silenced");
  const { alerts } = alertsResponse.parse(await ask(headroom, "/api/v1/alerts?state=firing"));
  expect(alerts.find(({ ruleName }) => ruleName === RULE)).toMatchObject({
    ...{ silenced: true, acknowledged: { note: "on it" } },
  });
  await expect(panel.getByRole("region", { name: "Value" })).toContainText("fired");
  expect(await seriousViolations(page)).toEqual([]);
  receiver.stop();
});

test("a silence by labels shows what it will hide; an inhibition is added and deleted", async ({
  page,
  headroom,
}) => {
  await pass(headroom);
  const named = { ...rule(0), name: "To be hidden" };
  await send(headroom, { method: "POST", path: "/api/v1/alert-rules", body: named });
  const fires = async () =>
    alertsResponse
      .parse(await ask(headroom, "/api/v1/alerts?state=firing"))
      .alerts.some(({ ruleName }) => ruleName === named.name);
  await expect.poll(fires, { timeout: 30_000 }).toBe(true);
  await page.goto("/alerts?tab=silences");
  await page.getByRole("button", { name: "Add a silence" }).click();
  const dialog = page.getByRole("dialog", { name: "New silence" });
  await dialog.getByLabel(/^Alerts with these labels/).fill("alertname=To be*, service!=cart");
  await expect(dialog.getByRole("region", { name: "It would hide" })).toContainText(named.name);
  expect(await seriousViolations(page)).toEqual([]);
  await dialog.getByRole("combobox", { name: "For" }).selectOption("30 minutes");
  await dialog.getByLabel("Why (optional)").fill("moving house");
  await dialog.getByRole("button", { name: "Silence them" }).click();
  const silenced = page.getByRole("list", { name: "Silences" }).getByRole("listitem");
  await expect(silenced.filter({ hasText: "moving house" })).toContainText(`${named.name} (`);

  await page.getByRole("tab", { name: "Routes" }).click();
  const inhibitions = page.getByRole("list", { name: "Inhibitions" });
  await expect(inhibitions).toContainText("A silent service hides its latency and errors");
  await page.getByRole("button", { name: "Add an inhibition" }).click();
  const pair = page.getByRole("dialog", { name: "A new inhibition" });
  await pair.getByLabel("Name").fill("The gate is down");
  await pair.getByLabel(/^While an alert/).fill("service=tollgate");
  await pair.getByLabel(/^those with these labels/).fill("service=ferry");
  await expect(pair.getByRole("region", { name: "Such alerts" })).toContainText(named.name);
  expect(await seriousViolations(page)).toEqual([]);
  await pair.getByRole("button", { name: "Save" }).click();
  await expect(inhibitions).toContainText("service=tollgate hides service=ferry");
  page.on("dialog", (asked) => void asked.accept());
  await inhibitions.getByRole("button", { name: "Delete The gate is down" }).click();
  await expect(inhibitions).not.toContainText("The gate is down");
});

test("maintenance is added and deleted; silences and every tab fit 390 px", async ({
  page,
  headroom,
}) => {
  test.setTimeout(120_000);
  await send(headroom, {
    method: "POST",
    path: "/api/v1/silences",
    body: {
      matchers: [
        { name: "service", value: "a-service-with-a-rather-long-name-*" },
        { name: "alertname", value: "Something that fires", isEqual: false },
      ],
      ...{ durationSeconds: 3_600, comment: "known since the migration of last week" },
    },
  });
  await page.goto("/alerts?tab=silences");
  await page.getByRole("button", { name: "Add maintenance" }).click();
  const dialog = page.getByRole("dialog", { name: "New maintenance" });
  await dialog.getByLabel("Name").fill("Backup");
  await dialog.getByLabel(/^Alerts with these labels/).fill("service=ledger");
  await dialog.getByLabel("Time zone").fill("Europe/Berlin");
  expect(await seriousViolations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add it" }).click();
  const listed = page.getByRole("list", { name: "Maintenance windows" });
  await expect(listed).toContainText("service=ledger · Sun 02:00–04:00, Europe/Berlin");
  await page.setViewportSize(NARROW);
  for (const tab of ["alerts", "routes", "channels", "silences"]) {
    await page.goto(`/alerts?tab=${tab}`);
    await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
    await expect.poll(() => widthBeyond(page), tab).toBeLessThanOrEqual(0);
    // Until a page is taken over by the browser, its tabs cannot be reached by keys.
    await expect.poll(() => seriousViolations(page), { message: tab, timeout: 45_000 }).toEqual([]);
  }
  page.on("dialog", (asked) => void asked.accept());
  await listed.getByRole("button", { name: "Delete Backup" }).click();
  await expect(listed).not.toContainText("Backup");
});

test("the bell counts what is new, and is quiet once it was read", async ({ page, headroom }) => {
  test.setTimeout(90_000);
  await pass(headroom);
  const named = { ...rule(0), name: "For the bell" };
  await send(headroom, { method: "POST", path: "/api/v1/alert-rules", body: named });
  await page.goto("/");
  const bell = page.getByRole("button", { name: /^Notices/ });
  await expect(bell).toHaveAccessibleName(/\d+ new$/, { timeout: 30_000 });
  await bell.click();
  const notices = page.getByRole("dialog", { name: "Notices" });
  await expect(notices.getByRole("link", { name: /For the bell/ })).toContainText("new");
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(bell).toHaveAccessibleName("Notices");
});

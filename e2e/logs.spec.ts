import { logHistogramResponse, logRecord, logsResponse } from "@/lib/contract/logs.ts";
import { APACHE_STATUSES, hasApacheLog, sendApacheLog } from "./fixtures/apache-log.ts";
import { seriousViolations, widthBeyond } from "./fixtures/axe.ts";
import { startSdkLogger } from "./fixtures/sdk-logger.ts";
import { ADMIN_KEY, type Headroom } from "./fixtures/server.ts";
import { expect, test } from "./fixtures/test.ts";
import { LogsPage } from "./pages/logs.ts";

const AUTHORIZATION = { authorization: `Bearer ${ADMIN_KEY}` };

async function ask(headroom: Headroom, path: string): Promise<unknown> {
  const answer = await fetch(`${headroom.url}${path}`, { headers: AUTHORIZATION });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
}

const info = (body: string | Record<string, unknown>, attributes = {}) => ({
  severityNumber: 9,
  severityText: "INFO",
  body,
  attributes,
});

test("records of the official SDK are listed, searched, opened and lead to their trace", async ({
  page,
  headroom,
}) => {
  const logger = startSdkLogger(headroom, "till");
  await logger.write(info("till opened"));
  const traceId = await logger.write({
    severityNumber: 17,
    severityText: "ERROR",
    body: { msg: "card refused", card: { brand: "visa", tries: 3 } },
    attributes: { "user.id": 77 },
  });
  await logger.write(info("till closed", { "user.id": 77 }));
  await logger.end();
  await expect
    .poll(async () => {
      const answer = await ask(headroom, "/api/v1/logs?service=till");
      return logsResponse.parse(answer).logs.length;
    })
    .toBe(3);

  const logs = new LogsPage(page);
  await logs.open("?service=till");
  await expect(logs.lines).toHaveCount(3);
  await expect(logs.condition).toContainText("1 error among 3 log records of till");
  await expect(logs.lines.nth(0)).toContainText("till closed");
  await expect(logs.lines.nth(1)).toContainText("card refused");

  await test.step("search", async () => {
    await logs.find("CARD refused");
    await expect(logs.lines).toHaveCount(1);
    await logs.find("card.tries>2 user.id=77");
    await expect(logs.lines).toHaveCount(1);
    await logs.find("user.id!=77");
    await expect(logs.lines).toHaveCount(1);
    await logs.find("service.instance.id=logger-1 severity<=info");
    await expect(logs.lines).toHaveCount(2);
    await logs.find("severity>=loud");
    await expect(page.getByRole("main").getByRole("alert")).toContainText(
      "severity at character 1 takes one of",
    );
    await logs.find("");
  });

  await test.step("open", async () => {
    await logs.lines.nth(1).getByRole("button").click();
    const panel = logs.panel("till");
    await expect(panel.getByText("brand", { exact: true })).toBeVisible();
    const around = panel.getByRole("list", { name: "Lines around it" });
    await expect(around.getByRole("listitem")).toHaveText([
      /till opened/,
      /card refused/,
      /till closed/,
    ]);
    await panel.getByRole("button", { name: "Only records with card.brand visa" }).click();
    await logs.expectParam("search", "card.brand=visa");
    await expect(logs.lines).toHaveCount(1);
    await panel.getByRole("link", { name: /Trace/ }).click();
    await expect(page).toHaveURL(new RegExp(`/traces/${traceId}`));
  });
});

test("live tail shows what arrives, waits while it is read, and keeps its place in the address", async ({
  page,
  headroom,
}) => {
  const logger = startSdkLogger(headroom, "tailed");
  await logger.write(info("before the tail"));
  const logs = new LogsPage(page);
  await logs.open("?service=tailed");
  await logs.tail.click();
  await logs.expectParam("tail", "on");
  await expect(logs.lines).toHaveCount(1);
  await page.mouse.move(1, 1);
  for (let n = 1; n <= 3; n++) await logger.write(info(`arrived ${n}`));
  await expect(logs.lines).toHaveCount(4);
  await expect(logs.lines.first()).toContainText("arrived 3");

  await logs.lines.nth(2).hover();
  await logger.write(info("while reading"));
  await expect(page.getByText("1 new wait while you read")).toBeVisible();
  await expect(logs.lines).toHaveCount(4);
  await page.mouse.move(1, 1);
  await expect(logs.lines.first()).toContainText("while reading");
  await logger.end();
});

test("the terminal follows as NDJSON: each record once, heartbeats in between", async ({
  headroom,
}) => {
  const logger = startSdkLogger(headroom, "followed");
  await logger.write(info("first of all"));
  await expect
    .poll(async () => logsResponse.parse(await ask(headroom, "/api/v1/logs?service=followed")).logs)
    .toHaveLength(1);
  const stop = new AbortController();
  const answer = await fetch(`${headroom.url}/api/v1/logs?service=followed&follow=true`, {
    headers: AUTHORIZATION,
    signal: stop.signal,
  });
  expect(answer.headers.get("content-type")).toContain("application/x-ndjson");
  const read = readLines(answer);
  for (let n = 0; n < 20; n++) await logger.write(info(`line ${n}`));
  await expect.poll(() => read.filter((line) => "body" in line).length).toBe(21);
  await expect.poll(() => read.some((line) => "heartbeat" in line), { timeout: 20_000 }).toBe(true);
  const bodies = read.flatMap((line) => {
    const record = logRecord.safeParse(line);
    return record.success ? [record.data.body] : [];
  });
  expect(bodies).toEqual(["first of all", ...Array.from({ length: 20 }, (_, n) => `line ${n}`)]);
  stop.abort();
  await logger.end();
});

/** The lines of an answer as they come. */
function readLines(answer: Response): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const read = async () => {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of answer.body ?? []) {
      const texts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = texts.pop() ?? "";
      lines.push(...texts.map((text) => JSON.parse(text)));
    }
  };
  // It ends by the abort of the test.
  read().catch(() => undefined);
  return lines;
}

test("a real access log has the statuses that are known of it", async ({ headroom }) => {
  test.skip(!hasApacheLog, "the real access log does not stand beside the repository");
  const lines = await sendApacheLog(headroom, "apache");
  expect(lines).toBe(10_000);
  const counted: Record<string, number> = {};
  for (const status of Object.keys(APACHE_STATUSES)) {
    const search = encodeURIComponent(`http.response.status_code=${status}`);
    const answer = logHistogramResponse.parse(
      await ask(headroom, `/api/v1/logs/histogram?service=apache&search=${search}`),
    );
    expect(answer.countedShare).toBe(1);
    counted[status] = Object.values(answer.totals).reduce((sum, count) => sum + count, 0);
  }
  expect(counted).toEqual(APACHE_STATUSES);
  const all = logHistogramResponse.parse(
    await ask(headroom, "/api/v1/logs/histogram?service=apache"),
  );
  expect(all.totals).toMatchObject({ info: 9_780, warn: 217, error: 3 });
});

test("logs: axe finds nothing serious in dark and light, and it fits 390 px", async ({
  page,
  headroom,
}) => {
  const logger = startSdkLogger(headroom, "styled");
  await logger.write(info({ msg: "structured", user: { id: 7 } }));
  await logger.write({ severityNumber: 13, severityText: "WARN", body: "slow" });
  await logger.end();
  const logs = new LogsPage(page);
  await expect(async () => {
    await logs.open("?service=styled");
    await expect(logs.lines).toHaveCount(2, { timeout: 3_000 });
  }).toPass();
  for (const theme of ["Light", "Dark"] as const) {
    await logs.chooseTheme(theme);
    await expect(page.getByRole("menu")).toHaveCount(0);
    await logs.lines.last().getByRole("button").click();
    await logs.panel("styled").getByText("user", { exact: true }).waitFor();
    expect(await seriousViolations(page), theme).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => widthBeyond(page)).toBeLessThanOrEqual(0);
  expect(await seriousViolations(page), "390 px").toEqual([]);
});

import { markersResponse, timelineResponse } from "@/lib/contract/timeline.ts";
import { ask } from "./fixtures/api.ts";
import { seriousViolations, widthBeyond } from "./fixtures/axe.ts";
import { ADMIN_KEY } from "./fixtures/server.ts";
import { requestWork, sendWork } from "./fixtures/spans.ts";
import { expect, test } from "./fixtures/test.ts";
import { Palette } from "./pages/palette.ts";

const MINUTE_MS = 60_000;

test("marks in the page are flags, a lane and a list; deleting can be undone", async ({
  page,
  shop,
  headroom,
}) => {
  await page.goto(`/?environment=${shop.environment}`);
  await new Palette(page).run("mark what", "Mark what happened");
  const dialog = page.getByRole("dialog", { name: "Mark what happened" });
  expect(await seriousViolations(page)).toEqual([]);
  await dialog.getByLabel("What happened").fill("Cache was flushed");
  await dialog.getByLabel(/^When/).fill("now-10m");
  await dialog.getByLabel("Kind").selectOption("incident");
  await dialog.getByRole("button", { name: "Mark" }).click();
  await expect(dialog).toBeHidden();
  const listed = page.getByRole("listitem").filter({ hasText: "Cache was flushed" });
  await expect(listed).toContainText("incident");
  await expect(listed).toContainText(/p95|too few/);

  await page.goto("/requests?service=gateway");
  const lane = page.getByRole("list", { name: "Marks" });
  await expect(lane.getByText(/Cache was flushed at/)).toBeAttached();

  await page.goto(`/?environment=${shop.environment}`);
  await listed.getByRole("button", { name: /^Delete the marker/ }).click();
  await expect(listed).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(listed).toBeVisible();
  const { markers } = markersResponse.parse(await ask(headroom, "/api/v1/markers?from=now-1h"));
  expect(markers.filter(({ title }) => title === "Cache was flushed")).toHaveLength(1);
  await listed.getByRole("button", { name: /^Delete the marker/ }).click();
  await expect(listed).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
});

test("a new version is a deploy with what it changed, wherever its service is shown", async ({
  page,
  headroom,
}) => {
  const service = "tariffs";
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 40 * MINUTE_MS;
  const deployMs = startMs + 20 * MINUTE_MS;
  const run = (fromMs: number, durationMs: number) =>
    Array.from({ length: 300 }, (_, index) =>
      requestWork({ service, route: "/book", startMs: fromMs + index * 4_000, durationMs }),
    );
  await sendWork(headroom, run(startMs, 20), { environment: "production", version: "1.0" });
  await sendWork(headroom, run(deployMs, 50), { environment: "production", version: "1.1" });
  const answer = async () =>
    timelineResponse.parse(await ask(headroom, `/api/v1/timeline?service=${service}`)).events;
  await expect.poll(async () => (await answer()).length).toBe(1);
  const [event] = await answer();
  // Ten minutes at a request every four seconds are 150 on each side.
  expect(event).toMatchObject({
    at: new Date(deployMs).toISOString(),
    version: "1.1",
    previousVersion: "1.0",
    versionChange: "new",
    change: { kind: "compared", before: { requestCount: 150 }, after: { requestCount: 150 } },
  });

  await page.goto("/");
  const listed = page.getByRole("listitem").filter({ hasText: "tariffs 1.1" });
  const effect = /p95 ([\d.]+)\sms → ([\d.]+)\sms/;
  await expect(listed).toContainText(effect);
  const [, before, after] = effect.exec((await listed.textContent()) ?? "") ?? [];
  // Sketches are exact to 0.55 %, and the text has three digits.
  expect(Math.abs(Number(before) - 20)).toBeLessThanOrEqual(20 * 0.0055 + 0.05);
  expect(Math.abs(Number(after) - 50)).toBeLessThanOrEqual(50 * 0.0055 + 0.05);
  await page.goto(`/requests?service=${service}`);
  await expect(
    page.getByRole("list", { name: "Deploys" }).getByText(/tariffs 1\.1 at/),
  ).toBeAttached();
});

test("pipelines mark by the API: stored whole, once for each key, and mistakes are named", async ({
  headroom,
}) => {
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${headroom.url}/api/v1/markers`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const marker = {
    kind: "deployment",
    title: "Release 9",
    at: new Date().toISOString(),
    service: "gateway",
    version: "9",
    url: "https://ci.example/9",
  };
  const first = await post(marker, { "idempotency-key": "run-9" });
  expect(first.status).toBe(201);
  const stored: unknown = await first.json();
  expect(stored).toMatchObject({ ...marker, environment: null });
  const again = await post(marker, { "idempotency-key": "run-9" });
  expect([again.status, await again.json()]).toEqual([201, stored]);
  expect((await post({ ...marker, version: "10" }, { "idempotency-key": "run-9" })).status).toBe(
    409,
  );

  for (const [body, field] of [
    [{ ...marker, title: "" }, "title"],
    [{ ...marker, kind: "party" }, "kind"],
    [{ ...marker, at: "soon" }, "at"],
    [{ ...marker, url: "javascript:alert(1)" }, "url"],
  ] as const) {
    const answer = await post(body);
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { field } }]);
  }
  const anonymous = await fetch(`${headroom.url}/api/v1/markers`, { method: "POST" });
  expect(anonymous.status).toBe(401);
});

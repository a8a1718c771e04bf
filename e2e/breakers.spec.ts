import { breakersResponse } from "@/lib/contract/breakers.ts";
import { ask } from "./fixtures/api.ts";
import { seriousViolations, widthBeyond } from "./fixtures/axe.ts";
import { expect, KIT_SERVICE, test } from "./fixtures/kit-test.ts";
import { sendMetrics } from "./fixtures/otlp.ts";
import { ConcernPage } from "./pages/concern.ts";

test("a half-open of a millisecond is listed, and the trace that tripped the breaker", async ({
  headroom,
  page,
  kit,
}) => {
  const params = new URLSearchParams({ from: "now-15m", service: KIT_SERVICE });
  const answer = breakersResponse.parse(await ask(headroom, `/api/v1/breakers?${params}`));
  const [breaker] = answer.breakers;
  const at = (state: string) => new Date(kit.moments[state] ?? 0).toISOString();
  expect(breaker?.transitions).toMatchObject([
    { at: at("open"), from: "closed", to: "open", traceId: kit.tripTraceId },
    { at: at("half-open"), from: "open", to: "half-open" },
    { at: at("closed"), from: "half-open", to: "closed" },
  ]);
  // Ten worked and the trial did; three failed; five were refused; a fallback stood in for all eight.
  expect(breaker?.calls).toMatchObject({ success: 11, failure: 3, rejected: 5, fallback: 8 });

  const breakers = new ConcernPage(page, "/breakers");
  await breakers.open({ service: KIT_SERVICE });
  await expect(breakers.figure("Breakers", "Calls refused")).toContainText("5");
  await expect(breakers.rows("Changes").first()).toContainText("closed");
  await expect(breakers.rows("Changes")).toHaveCount(3);
  await breakers
    .rows("Changes")
    .nth(2)
    .getByRole("link", { name: `Trace ${kit.tripTraceId}` })
    .click();
  await expect(page).toHaveURL(new RegExp(`/traces/${kit.tripTraceId}`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("pay");
});

test("instances that disagree are said, the open breaker comes first", async ({
  headroom,
  page,
}) => {
  const service = `checkout ${process.pid}`;
  const nowMs = Date.now();
  const each = (value: (agoSeconds: number) => number, attributes: Record<string, string>) =>
    Array.from({ length: 31 }, (_, i) => {
      const ago = (30 - i) * 10;
      const timeMs = nowMs - ago * 1_000;
      return { startMs: nowMs - 400_000, timeMs, value: value(ago), attributes };
    });
  const metricsOf = (name: string, isOpen: (ago: number) => boolean) => [
    {
      name: "circuit_breaker.state",
      gauge: each((ago) => (isOpen(ago) ? 1 : 0), { "circuit_breaker.name": name }),
    },
    {
      // Three refusals every ten seconds of the last two minutes, the first of them 120 s ago.
      name: "circuit_breaker.calls",
      counter: each((ago) => (isOpen(ago) ? (130 - ago) * 0.3 : 0), {
        ...{ "circuit_breaker.name": name, "circuit_breaker.outcome": "rejected" },
      }),
    },
  ];
  const sender = { service, environment: "production" };
  const opened = metricsOf("payments", (ago) => ago <= 120);
  await sendMetrics(headroom, opened, { ...sender, instance: "a" });
  await sendMetrics(headroom, [...metricsOf("payments", () => false)], {
    ...{ ...sender, instance: "b" },
  });
  await sendMetrics(
    headroom,
    metricsOf("stock", () => false),
    { ...sender, instance: "a" },
  );

  const breakers = new ConcernPage(page, "/breakers");
  await breakers.open({ service });
  await expect(breakers.condition).toContainText(
    /payments in checkout \d+ is open since \d\d:\d\d on 1 of 2 instances, closed on the other: 39 calls rejected/,
  );
  const row = breakers.rows("Breakers").first();
  await expect(row).toContainText("open on a, closed on b");
  const tile = page
    .getByRole("list", { name: "Breakers now" })
    .getByRole("button", { name: /payments/ });
  await expect(tile).toContainText("open, not all");
  await breakers.openAndClose(row, "breaker", async () => {
    await expect(breakers.panel).toContainText("They disagree: open on a, closed on b.");
  });
  expect(await seriousViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
});

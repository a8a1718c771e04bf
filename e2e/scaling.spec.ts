import { journeyResponse } from "@/lib/contract/journey.ts";
import { scalingResponse } from "@/lib/contract/scaling.ts";
import { ask } from "./fixtures/api.ts";
import { seriousViolations, widthBeyond } from "./fixtures/axe.ts";
import { type ScalingPlan, sendScaling } from "./fixtures/scaling.ts";
import { test as base, expect } from "./fixtures/test.ts";

const test = base.extend<object, { sent: ScalingPlan }>({
  sent: [
    async ({ headroom }, use) => use(await sendScaling(headroom, Date.now())),
    { scope: "worker", timeout: 120_000 },
  ],
});

const RANGE = "from=now-30m";
const scoped = ({ environment }: ScalingPlan) => `/scaling?${RANGE}&environment=${environment}`;

test("the API: shares by weight, the slow instance, the pinned autoscaler and its formula", async ({
  headroom,
  sent,
}) => {
  const answer = async () =>
    scalingResponse.parse(await ask(headroom, `/api/v1/scaling?${RANGE}&step=60`));
  // New metrics are known within two seconds.
  const scaled = ({ groups }: Awaited<ReturnType<typeof answer>>) =>
    groups.some(({ key, formula }) => key.hpa === sent.hpa.name && formula !== null);
  await expect.poll(async () => scaled(await answer())).toBe(true);
  const { groups } = await answer();
  const gateway = groups.find(({ key }) => key.kind === "service" && key.service === sent.service);
  expect(gateway?.weightsFrom).toBe("resource");
  expect(gateway?.totals).toMatchObject({ instances: 3, requestCount: sent.requests });
  const all = Object.values(sent.weights).reduce((sum, weight) => sum + weight, 0);
  for (const member of gateway?.members ?? []) {
    const due = (sent.weights[member.instance] ?? 0) / all;
    expect(member.share).toBeCloseTo(due, 2);
    expect(member.expectedShare).toBeCloseTo(due, 2);
    expect([member.instance, member.slow.length]).toEqual([
      member.instance,
      member.instance === sent.slow.instance ? 1 : 0,
    ]);
  }
  const scaler = groups.find(({ key }) => key.hpa === sent.hpa.name);
  expect(scaler?.formula).toMatchObject({ asked: sent.hpa.asked, replicas: sent.hpa.maximum });
  expect(scaler?.totals.pinnedSeconds).toBeGreaterThanOrEqual(sent.hpa.pinnedMinutes * 60);
});

test("the page says who is pinned and who is slow, and opens them beside", async ({
  page,
  sent,
}) => {
  await page.goto(`/scaling?${RANGE}`);
  const heading = page.getByRole("main").getByRole("heading", { level: 1 });
  await expect(heading).toContainText(
    new RegExp(`${sent.hpa.name} (is|was) at its maximum of ${sent.hpa.maximum}`),
  );

  await page.goto(scoped(sent));
  // It lasts for as long as nothing newer is told; a slow run comes later than that.
  await expect(heading).toContainText(
    new RegExp(`${sent.slow.instance} (is|was) slower than the others`),
  );
  await expect(page.getByRole("slider", { name: "Scaling over time" })).toBeVisible();
  await expect(page.getByText("requests against the expected share")).toBeVisible();
  await page.getByRole("table").getByRole("button", { name: sent.service }).click();
  const panel = page.getByRole("dialog", { name: sent.service });
  await expect(panel).toContainText("Weights as the instances tell them.");
  await expect(panel.getByRole("listitem").filter({ hasText: sent.slow.instance })).toContainText(
    "Slow:",
  );
  await expect(page).toHaveURL(/thing=/);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
});

test("the autoscaler's panel shows the formula's working", async ({ page, sent }) => {
  await page.goto(`/scaling?${RANGE}`);
  await page.getByRole("table").getByRole("button", { name: sent.hpa.name }).click();
  await expect(page.getByRole("dialog", { name: sent.hpa.name })).toContainText(
    /ceil\(5 × 80\.0\s% \/ 50\.0\s%\) = 8, but at most 5/,
  );
});

test("the journey: the stage by distinct users, what is seen and what is not", async ({
  headroom,
  page,
  sent,
}) => {
  const path = `/api/v1/scaling/journey?environment=${sent.environment}`;
  const journey = journeyResponse.parse(await ask(headroom, path));
  const most = sent.users * (1 + 4 * journey.standardErrorRatio);
  // Over midnight the users of two days are told of; both are all of them, or nearly.
  expect(journey.usersPerDay).toBeGreaterThan(0);
  expect(journey.usersPerDay).toBeLessThanOrEqual(most);
  expect(journey.stage).toBe("prototype");

  await page.goto(scoped(sent));
  const stages = page.getByRole("list", { name: "Stages" });
  await expect(stages.getByText("you are here")).toBeVisible();
  const item = (title: string) => stages.getByRole("listitem").filter({ hasText: title }).last();
  await expect(item("More than one instance")).toContainText(`${sent.service}: 3 instances`);
  await expect(item("Circuit breakers before dependencies")).toContainText("not seen");
  await item("Rate limits").getByRole("link").click();
  await expect(page).toHaveURL(/\/limits/);
});

test("with everything on it: axe finds nothing serious, and it fits 390 px", async ({
  page,
  sent,
}) => {
  await page.goto(scoped(sent));
  await page.getByRole("list", { name: "Stages" }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => widthBeyond(page)).toBeLessThanOrEqual(0);
  expect(await seriousViolations(page), "390 px").toEqual([]);
});

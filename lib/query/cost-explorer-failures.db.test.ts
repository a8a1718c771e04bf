import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CostExplorerWorld } from "./test-support/cost-explorer-world.ts";

const DAY_MS = 86_400_000;

let world: CostExplorerWorld;
beforeEach(async () => {
  world = await CostExplorerWorld.start();
});
afterEach(() => world.stop());

const throttled = { status: 400, type: "ThrottlingException", message: "Rate exceeded" };

describe("what fails", () => {
  beforeEach(async () => {
    world.fake.costs = [{ day: "2026-03-01", service: "EC2", unblended: "1" }];
  });

  test("throttling is waited for, and each attempt is counted", async () => {
    world.fake.errors = [throttled, throttled];
    await world.add();
    await world.runner.turn();
    expect((await world.ask()).total).toBe("1");
    expect(await world.requestsToday()).toBe(4);
  });

  test.each([
    [
      { status: 400, type: "AccessDeniedException", message: "no" },
      "access-denied",
      "ce:GetCostAndUsage",
    ],
    [{ status: 400, type: "ExpiredTokenException", message: "old" }, "credentials", "ExpiredToken"],
    [
      { status: 400, type: "DataUnavailableException", message: "not yet" },
      "data-unavailable",
      "up to a day",
    ],
    [{ status: 400, type: "ValidationException", message: "what" }, "refused", "what"],
  ])(
    "%o is told and not asked again at once; what was good stays",
    async (error, kind, message) => {
      await world.add();
      await world.runner.turn();
      const goodMs = world.nowMs;
      world.nowMs += DAY_MS;
      world.fake.errors = [error];
      world.fake.costs = [{ day: "2026-03-01", service: "EC2", unblended: "2" }];
      const before = world.fake.requests.length;
      await world.runner.turn();
      const failing = await world.source();
      expect(failing).toMatchObject({ errorKind: kind, failureCount: 1, lastSucceededMs: goodMs });
      expect(failing.error).toContain(message);
      expect(failing.nextRunMs).toBe(world.nowMs + 5 * 60_000);
      expect(world.fake.requests.length).toBe(before);
      expect((await world.ask()).total).toBe("1");
      world.nowMs = failing.nextRunMs;
      await world.runner.turn();
      expect(await world.source()).toMatchObject({
        errorKind: null,
        failureCount: 0,
        lastSucceededMs: world.nowMs,
      });
      expect((await world.ask()).total).toBe("2");
    },
  );

  test("a page that fails in the middle changes nothing", async () => {
    await world.add();
    await world.runner.turn();
    world.fake.groupsAPage = 1;
    world.fake.costs = ["A", "B"].map((service) => ({
      day: "2026-03-01",
      service,
      unblended: "5",
    }));
    world.nowMs += DAY_MS;
    const denied = { status: 400, type: "AccessDeniedException", message: "no" };
    const { push } = world.fake.requests;
    world.fake.requests.push = (...asked) => {
      if (world.fake.requests.length === 3) world.fake.errors.push(denied);
      return push.apply(world.fake.requests, asked);
    };
    await world.runner.turn();
    expect(await world.source()).toMatchObject({ errorKind: "access-denied" });
    expect((await world.ask()).total).toBe("1");
  });

  test("no more requests than the day's budget are sent, and the next day goes on", async () => {
    world.fake.groupsAPage = 1;
    world.fake.costs = ["A", "B", "C", "D"].map((service) => ({
      day: "2026-03-01",
      service,
      unblended: "5",
    }));
    await world.add({ dailyRequests: 4 });
    await world.runner.turn();
    expect(world.fake.requests).toHaveLength(4);
    const used = await world.source();
    expect(used).toMatchObject({ errorKind: "budget", nextRunMs: Date.UTC(2026, 2, 16) });
    expect((await world.ask()).total).toBeNull();
  });

  test("what goes on failing is left alone behind the breaker", async () => {
    await world.add();
    world.fake.errors = Array.from({ length: 50 }, () => throttled);
    await world.runner.turn();
    expect(await world.requestsToday()).toBe(4);
    world.nowMs += 6 * 60_000;
    await world.runner.turn();
    // The fifth failure in a row opens it: the attempt after it is neither sent nor counted.
    expect(50 - world.fake.errors.length).toBe(5);
    expect(await world.requestsToday()).toBe(5);
    expect(await world.source()).toMatchObject({ errorKind: "resting", failureCount: 2 });
    world.nowMs += 16 * 60_000;
    world.fake.errors = [];
    await world.runner.turn();
    expect((await world.ask()).total).toBe("1");
  });
});

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { writePool } from "@/lib/platform/db.ts";
import { selectReconciled } from "@/lib/store/cost-own-totals.ts";
import { CostExplorerWorld } from "./test-support/cost-explorer-world.ts";
import { sum } from "./test-support/fake-cost-explorer.ts";

const DAY_MS = 86_400_000;

let world: CostExplorerWorld;
beforeEach(async () => {
  world = await CostExplorerWorld.start();
});
afterEach(() => world.stop());

describe("a run", () => {
  test("asks from the first day of the previous month to today, by day and service, and keeps three amounts", async () => {
    world.fake.costs = [
      { day: "2026-01-31", service: "EC2", unblended: "100" },
      {
        day: "2026-02-01",
        service: "EC2",
        unblended: "1.00000000001",
        blended: "2",
        netAmortized: "3",
      },
      { day: "2026-03-14", service: "S3", unblended: "0.5" },
      { day: "2026-03-15", service: "S3", unblended: "100" },
    ];
    await world.add({ splitBy: "none" });
    expect(await world.runner.turn()).toBe(true);
    expect(world.fake.requests.map(({ TimePeriod }) => TimePeriod)).toEqual([
      { Start: "2026-02-01", End: "2026-03-15" },
      { Start: "2026-02-01", End: "2026-03-15" },
    ]);
    expect(world.fake.requests[1]).toMatchObject({
      Granularity: "DAILY",
      Metrics: ["BlendedCost", "UnblendedCost", "NetAmortizedCost"],
      GroupBy: [{ Type: "DIMENSION", Key: "SERVICE" }],
    });
    expect((await world.ask()).total).toBe("1.50000000001");
    expect((await world.ask({ metric: "BlendedCost" })).total).toBe("2.5");
    expect((await world.ask({ metric: "NetAmortizedCost" })).total).toBe("3.5");
    expect(await world.runner.turn()).toBe(false);
    expect(await world.source()).toMatchObject({
      ...{
        lastSucceededMs: world.nowMs,
        nextRunMs: world.nowMs + DAY_MS / 2,
        readBackTo: "2026-02-01",
        error: null,
      },
    });
  });

  test("follows every page", async () => {
    world.fake.groupsAPage = 3;
    world.fake.costs = Array.from({ length: 10 }, (_, index) => ({
      ...{ day: "2026-03-01", service: `Service ${index}`, unblended: `${index}.25` },
    }));
    await world.add({ splitBy: "none" });
    await world.runner.turn();
    // 0 + 1 + … + 9 and ten quarters; four pages of three and the question for the months' totals.
    expect((await world.ask()).total).toBe("47.5");
    expect(world.fake.requests).toHaveLength(5);
    expect(await world.requestsToday()).toBe(5);
  });

  test.each([
    [
      "account",
      "LINKED_ACCOUNT",
      "111122223333",
      { groupBy: "account" },
      { account: "111122223333" },
    ],
    ["region", "REGION", "eu-west-1", { groupBy: "region" }, { region: "eu-west-1" }],
    [
      "usageType",
      "USAGE_TYPE",
      "EUW1-Box",
      { groupBy: "tag:usageType" },
      { "tag:usageType": "EUW1-Box" },
    ],
    ["tag:team", "tag:team", "shop", { groupBy: "tag:team" }, { "tag:team": "shop" }],
    [
      "recordType",
      "RECORD_TYPE",
      "Credit",
      { groupBy: "chargeCategory" },
      { chargeCategory: "Credit" },
    ],
  ])("splits services by %s", async (splitBy, dimension, value, params, key) => {
    world.fake.costs = [
      { day: "2026-03-01", service: "EC2", unblended: "-7", keys: { [dimension]: value } },
      { day: "2026-03-01", service: "EC2", unblended: "9", keys: {} },
    ];
    await world.add({ splitBy });
    await world.runner.turn();
    const { groups, total } = await world.ask(params);
    expect(total).toBe("2");
    expect(groups.find((group) => JSON.stringify(group.key) === JSON.stringify(key))?.total).toBe(
      "-7",
    );
  });

  test("keeps record types apart by the words of FOCUS", async () => {
    const types = [
      "Usage",
      "Tax",
      "Credit",
      "Refund",
      "Upfront reservation fee",
      "SavingsPlanNegation",
      "DiscountedUsage",
    ];
    world.fake.costs = types.map((type, index) => ({
      ...{
        day: "2026-03-01",
        service: "EC2",
        unblended: String(10 ** index),
        keys: { RECORD_TYPE: type },
      },
    }));
    await world.add();
    await world.runner.turn();
    const { groups } = await world.ask({ groupBy: "chargeCategory" });
    expect(Object.fromEntries(groups.map(({ key, total }) => [key.chargeCategory, total]))).toEqual(
      {
        Usage: "1000001",
        Tax: "10",
        Credit: "100",
        Adjustment: "101000",
        Purchase: "10000",
      },
    );
  });
});

describe("days that were corrected", () => {
  test("take the place of what was known, and turn final; what is gone goes", async () => {
    world.fake.costs = [
      { day: "2026-02-28", service: "EC2", unblended: "10" },
      { day: "2026-03-01", service: "EC2", unblended: "1" },
      { day: "2026-03-02", service: "Gone", unblended: "5" },
    ];
    world.fake.estimatedFrom = "2026-02-01";
    await world.add();
    await world.runner.turn();
    const before = await world.ask({ granularity: "month" });
    expect(before.groups[0]?.points).toEqual([
      { day: "2026-02-01", amount: "10", estimated: true },
      { day: "2026-03-01", amount: "6", estimated: true },
    ]);
    world.fake.costs = [
      { day: "2026-02-28", service: "EC2", unblended: "12.5" },
      { day: "2026-03-01", service: "EC2", unblended: "1" },
    ];
    world.fake.estimatedFrom = "2026-03-01";
    world.nowMs += DAY_MS;
    await world.runner.turn();
    expect((await world.ask({ granularity: "month" })).groups[0]?.points).toEqual([
      { day: "2026-02-01", amount: "12.5", estimated: false },
      { day: "2026-03-01", amount: "1", estimated: true },
    ]);
  });

  test("a month that has become empty is empty", async () => {
    world.fake.costs = [{ day: "2026-03-01", service: "EC2", unblended: "1" }];
    await world.add();
    await world.runner.turn();
    world.fake.costs = [];
    world.nowMs += DAY_MS;
    await world.runner.turn();
    expect((await world.ask()).total).toBeNull();
  });

  test("yesterday is not told to be whole before a day has passed", async () => {
    world.fake.costs = ["2026-03-12", "2026-03-13", "2026-03-14"].map((day) => ({
      ...{ day, service: "EC2", unblended: "1" },
    }));
    await world.add();
    await world.runner.turn();
    expect((await world.ask()).completeThrough).toBe("2026-03-13");
  });
});

describe("older months", () => {
  test("are read once, as far as the day's budget reaches, and go on the next day", async () => {
    world.fake.costs = ["2025-12-05", "2026-01-05", "2026-02-05", "2026-03-05"].map((day) => ({
      ...{ day, service: "EC2", unblended: "1" },
    }));
    // Two requests for the newest months and two for each older one: three of those do not fit.
    await world.add({ months: 4, dailyRequests: 5 });
    await world.runner.turn();
    expect(await world.source()).toMatchObject({ readBackTo: "2026-01-01", error: null });
    expect(await world.requestsToday()).toBe(5);
    expect((await world.ask({ from: "2025-12-01" })).total).toBe("3");
    world.nowMs += DAY_MS;
    await world.runner.turn();
    expect((await world.ask({ from: "2025-12-01" })).total).toBe("4");
    expect(await world.source()).toMatchObject({ readBackTo: "2025-12-01" });
    world.nowMs += DAY_MS;
    const before = world.fake.requests.length;
    await world.runner.turn();
    expect(world.fake.requests.length - before).toBe(2);
  });
});

test("a role is assumed with its external id, and its credentials sign", async () => {
  world.fake.costs = [{ day: "2026-03-01", service: "EC2", unblended: "1" }];
  const roleArn = "arn:aws:iam::111122223333:role/costs";
  await world.add({ roleArn, externalId: "ours-and-theirs" });
  await world.runner.turn();
  expect(world.fake.assumed[0]?.get("RoleArn")).toBe(roleArn);
  expect(world.fake.assumed[0]?.get("ExternalId")).toBe("ours-and-theirs");
  expect(new Set(world.fake.accessKeys)).toEqual(new Set(["ASIAROLE"]));
  expect((await world.ask()).total).toBe("1");
});

test("what is stored is held against the source's own totals", async () => {
  world.fake.costs = [
    { day: "2026-02-03", service: "EC2", unblended: "1.25" },
    { day: "2026-02-04", service: "S3", unblended: "-0.25" },
    { day: "2026-03-01", service: "EC2", unblended: "7" },
  ];
  await world.add();
  await world.runner.turn();
  expect(await selectReconciled(writePool())).toMatchObject([
    { period: "2026-03-01", own: "7", stored: "7", difference: "0", metric: "UnblendedCost" },
    { period: "2026-02-01", own: "1", stored: "1", difference: "0" },
  ]);
  await writePool().query("DELETE FROM cost_lines WHERE service = 'S3'");
  expect((await selectReconciled(writePool()))[1]).toMatchObject({
    stored: "1.25",
    difference: "0.25",
  });
});

const real = fileURLToPath(
  new URL("../../../shared/data/cost/ce_daily_by_service_cloudtoolbox.json", import.meta.url),
);

describe.skipIf(!existsSync(real))("real results", () => {
  test("agree with their totals to the last decimal", async () => {
    const results = z
      .object({
        ResultsByTime: z.array(
          z.object({
            TimePeriod: z.object({ Start: z.string() }),
            Groups: z.array(
              z.object({
                Keys: z.tuple([z.string()]),
                Metrics: z.object({ UnblendedCost: z.object({ Amount: z.string() }) }),
              }),
            ),
          }),
        ),
      })
      .parse(JSON.parse(readFileSync(real, "utf8"))).ResultsByTime;
    world.fake.costs = results.flatMap(({ TimePeriod, Groups }) =>
      Groups.map(({ Keys, Metrics }) => ({
        ...{ day: TimePeriod.Start, service: Keys[0], unblended: Metrics.UnblendedCost.Amount },
      })),
    );
    // The 26 days that the file calls estimated.
    world.fake.estimatedFrom = "2024-04-01";
    world.nowMs = Date.UTC(2024, 3, 28, 12);
    await world.add({ splitBy: "none", months: 4 });
    await world.runner.turn();
    const range = { from: "2024-02-01", to: "2024-04-28" };
    const { total, groups } = await world.ask({ ...range, groupBy: "service" });
    expect(total).toBe("67.2540521894");
    expect(groups).toHaveLength(33);
    const totalOf = (name: string) => groups.find(({ key }) => key.service === name)?.total;
    expect(totalOf("Amazon Elastic Container Service for Kubernetes")).toBe("17.500192054");
    expect(totalOf("Tax")).toBe("13.46");
    const days = (await world.ask(range)).groups[0]?.points ?? [];
    expect(days[0]).toMatchObject({ day: "2024-02-01", amount: "3.3552024316" });
    expect(days.filter(({ estimated }) => estimated)).toHaveLength(26);
    expect(sum(world.fake.costs.map(({ unblended }) => unblended))).toBe("67.2540521894");
    const { groups: byCategory } = await world.ask({ ...range, groupBy: "chargeCategory" });
    expect(byCategory.find(({ key }) => key.chargeCategory === "Tax")?.total).toBe("13.46");
  });
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { opencostSettings } from "@/lib/contract/cost-sources.ts";
import { costsParams } from "@/lib/contract/costs.ts";
import { writePool } from "@/lib/platform/db.ts";
import { insertCostSource, selectCostSources } from "@/lib/store/cost-sources.ts";
import { CostSourceRunner } from "./cost-source-run.ts";
import { queryCosts } from "./costs.ts";
import { runOpencost } from "./opencost-run.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const DAY_MS = 86_400_000;

type Allocations = Record<string, { namespace?: string; controller?: string; totalCost: number }>;

/** OpenCost's allocation API, by day. Synthetic costs. */
let days: Record<string, Allocations>;
let status: number;
let asked: { path: string; window: string; authorization: string | undefined }[];
const server = createServer((request, response) => {
  const url = new URL(request.url ?? "", "http://opencost");
  const window = url.searchParams.get("window") ?? "";
  asked.push({ path: url.pathname, window, authorization: request.headers.authorization });
  const entries = Object.entries(days[window.slice(0, 10)] ?? {}).map(
    ([name, { totalCost, ...own }]) => [
      name,
      { name, properties: { cluster: "eu-1", ...own }, window: {}, minutes: 1_440, totalCost },
    ],
  );
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ code: status, data: [Object.fromEntries(entries)] }));
});

let dashboard: TestDashboard;
let nowMs: number;
let address: string;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 2, 15, 12);
  dashboard = await startDashboard(() => nowMs);
  [days, status, asked] = [{}, 200, []];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await dashboard.stop();
});

const settings = (given: object = {}) =>
  opencostSettings.parse({ kind: "opencost", url: address, days: 5, ...given });
const add = async () => {
  const stored = { source: "cluster", kind: "opencost", origin: "api", enabled: true } as const;
  await insertCostSource(writePool(), {
    ...{ ...stored, config: settings(), sealed: null, createdBy: "test", nowMs },
  });
};
const turn = (allow: string[] = ["127.0.0.1"]) => new CostSourceRunner(() => nowMs, allow).turn();
const source = async () => (await selectCostSources(writePool()))[0];
const ask = (params: Record<string, string> = {}) =>
  queryCosts(costsParams.parse({ from: "2026-03-01", to: "2026-03-20", ...params }), nowMs);

describe("a run", () => {
  test("asks for whole days one by one, and keeps them as an allocation by namespace, what is idle apart", async () => {
    days = {
      "2026-03-13": { shop: { namespace: "shop", totalCost: 0.1 }, __idle__: { totalCost: 1.5 } },
      "2026-03-14": {
        "shop/web": { namespace: "shop", controller: "web", totalCost: 0.2 },
        none: { namespace: "none", totalCost: 0 },
      },
    };
    await add();
    await turn();
    expect(asked.map(({ window }) => window.slice(0, 10))).toEqual([
      ...["2026-03-14", "2026-03-13", "2026-03-12", "2026-03-11", "2026-03-10"],
    ]);
    expect(asked[0]).toMatchObject({
      path: "/allocation/compute",
      window: "2026-03-14T00:00:00Z,2026-03-15T00:00:00Z",
    });
    const answer = await ask({ groupBy: "service" });
    expect(answer).toMatchObject({ basis: "allocation", metric: "EffectiveCost", total: "1.8" });
    expect(answer.groups.map(({ key, total }) => [key.service, total])).toEqual([
      ["Idle", "1.5"],
      ["shop", "0.3"],
    ]);
    const byTag = await ask({ groupBy: "tag:controller" });
    expect(byTag.groups.find(({ key }) => key["tag:controller"] === "web")?.total).toBe("0.2");
    expect(await source()).toMatchObject({ readBackTo: "2026-03-10", errorKind: null });
  });

  test("reads the last three days again; a day that was forgotten keeps what is stored", async () => {
    days = { "2026-03-14": { shop: { totalCost: 1 } }, "2026-03-13": { shop: { totalCost: 2 } } };
    await add();
    await turn();
    nowMs += DAY_MS;
    days = { "2026-03-14": { shop: { totalCost: 1.5 } } };
    asked = [];
    await turn();
    expect(asked.map(({ window }) => window.slice(0, 10))).toEqual([
      ...["2026-03-15", "2026-03-14", "2026-03-13"],
    ]);
    expect((await ask()).total).toBe("3.5");
    expect(await source()).toMatchObject({ readBackTo: "2026-03-10" });
  });

  test("brings the token that it was given", async () => {
    await runOpencost({
      ...{ source: "cluster", settings: settings({ days: 1 }), token: "secret" },
      ...{ allow: ["127.0.0.1"], readBackTo: null, now: () => nowMs },
    });
    expect(asked[0]?.authorization).toBe("Bearer secret");
  });
});

describe("what fails", () => {
  test("a private address is not reached unless it is allowed", async () => {
    await add();
    await turn([]);
    expect(asked).toEqual([]);
    expect(await source()).toMatchObject({ errorKind: "refused" });
    expect((await source())?.error).toContain("HEADROOM_COSTS_ALLOW");
  });

  test.each([
    [500, "unreachable"],
    [401, "credentials"],
    [403, "access-denied"],
    [404, "refused"],
  ])("%i is %s, and what was good stays", async (code, kind) => {
    days = { "2026-03-14": { shop: { totalCost: 1 } } };
    await add();
    await turn();
    nowMs += DAY_MS;
    status = code;
    await turn();
    expect(await source()).toMatchObject({ errorKind: kind, failureCount: 1 });
    expect((await ask()).total).toBe("1");
  });
});

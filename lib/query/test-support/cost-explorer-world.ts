import { costExplorerSettings } from "@/lib/contract/cost-sources.ts";
import { type CostsResponse, costsParams, costsResponse } from "@/lib/contract/costs.ts";
import { writePool } from "@/lib/platform/db.ts";
import { selectCostRequests } from "@/lib/store/cost-requests.ts";
import {
  insertCostSource,
  type StoredCostSource,
  selectCostSources,
} from "@/lib/store/cost-sources.ts";
import { CostSourceRunner } from "../cost-source-run.ts";
import { queryCosts } from "../costs.ts";
import { startDashboard } from "./dashboard.ts";
import { FakeCostExplorer } from "./fake-cost-explorer.ts";

const AWS = {
  AWS_ACCESS_KEY_ID: "AKIATEST",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_EC2_METADATA_DISABLED: "true",
};
const ENDPOINTS = ["AWS_ENDPOINT_URL_COST_EXPLORER", "AWS_ENDPOINT_URL_STS"];

/** Headroom beside a Cost Explorer that speaks AWS's protocol, at noon of 2026-03-15. */
export class CostExplorerWorld {
  nowMs = Date.UTC(2026, 2, 15, 12);
  readonly fake = new FakeCostExplorer();
  readonly runner = new CostSourceRunner(() => this.nowMs, [], 1);
  private stopDashboard = async () => {};

  static async start(): Promise<CostExplorerWorld> {
    const world = new CostExplorerWorld();
    const dashboard = await startDashboard(() => world.nowMs);
    world.stopDashboard = dashboard.stop;
    const url = await world.fake.start();
    Object.assign(process.env, AWS);
    for (const name of ENDPOINTS) process.env[name] = url;
    return world;
  }

  async stop(): Promise<void> {
    this.runner.close();
    await this.fake.stop();
    for (const name of [...Object.keys(AWS), ...ENDPOINTS]) delete process.env[name];
    await this.stopDashboard();
  }

  /** Adds the source `aws`, of two months unless they are given. */
  async add(given: object = {}): Promise<void> {
    const config = costExplorerSettings.parse({ kind: "cost-explorer", months: 2, ...given });
    const { kind } = config;
    const stored = { source: "aws", kind, origin: "api", enabled: true, config } as const;
    const { nowMs } = this;
    await insertCostSource(writePool(), { ...stored, sealed: null, createdBy: "test", nowMs });
  }

  async source(): Promise<StoredCostSource> {
    const [only] = await selectCostSources(writePool());
    if (!only) throw new Error("there is no source");
    return only;
  }

  /** Unblended costs of February and March 2026 unless something else is asked for. */
  async ask(params: Record<string, string> = {}): Promise<CostsResponse> {
    const usual = { from: "2026-02-01", to: "2026-03-16", metric: "UnblendedCost" };
    return costsResponse.parse(
      await queryCosts(costsParams.parse({ ...usual, ...params }), this.nowMs),
    );
  }

  async requestsToday(): Promise<number | undefined> {
    return (await selectCostRequests(writePool(), "2026-03-15"))[0]?.today;
  }
}

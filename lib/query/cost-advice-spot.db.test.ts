import { afterEach, beforeEach, expect, test } from "vitest";
import { costAdviceResponse } from "@/lib/contract/cost-advice.ts";
import { costServicesParams } from "@/lib/contract/cost-services.ts";
import { costsParams, costsResponse } from "@/lib/contract/costs.ts";
import { queryCostAdvice } from "./cost-advice.ts";
import { importFocus } from "./cost-import.ts";
import { queryCosts } from "./costs.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 2, 3, 0, 30);
const DAY = { from: "2026-03-01", to: "2026-03-02" };
const HEADING =
  "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceCategory,PricingCategory,Tags";
const BATCH = '"{""criticality"": ""batch""}"';
const ON_SPOT = '"{""criticality"": ""batch"", ""karpenter.sh/capacity-type"": ""spot""}"';

let dashboard: TestDashboard;
beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
});
afterEach(() => dashboard.stop());

async function take(...rows: [amount: string, category: string, pricing: string, tags: string][]) {
  const lines = rows.map(
    ([amount, category, pricing, tags]) =>
      `${amount},USD,2026-03-01,2026-03-02,${category},${pricing},${tags}`,
  );
  const bytes = (async function* () {
    yield Buffer.from([HEADING, ...lines].join("\n"));
  })();
  await importFocus(bytes, { source: "focus", part: "" }, () => NOW_MS);
}

async function spot() {
  const answer = await queryCostAdvice(costServicesParams.parse(DAY), NOW_MS);
  const { advice, missing } = costAdviceResponse.parse(answer);
  return {
    advice: advice.find(({ kind }) => kind === "spot"),
    needs: missing.find(({ kind }) => kind === "spot")?.needs,
  };
}

test("how the bill says that work was priced decides what could run on spot instances", async () => {
  await take(
    ["10", "Compute", "dynamic", BATCH],
    ["30", "Compute", "Standard", BATCH],
    // Paid for whether it is used or not, no compute, and critical: none of them could be saved.
    ["100", "Compute", "Committed", BATCH],
    ["100", "Storage", "Standard", BATCH],
    ["100", "Compute", "Standard", ""],
  );
  const { advice } = await spot();
  // 60 % of 30 a day, 30 days.
  expect(advice?.perMonth).toBe("540");
  expect(advice?.evidence.join("")).toMatch(/critical 25\s% runs on spot/);
});

test("the bill's own word goes before a tag, which counts where the bill has none", async () => {
  await take(["30", "Compute", "Standard", ON_SPOT], ["10", "Compute", "", ON_SPOT]);
  expect((await spot()).advice?.perMonth).toBe("540");
});

test("a bill that does not tell is not guessed at", async () => {
  await take(["30", "Compute", "", BATCH], ["30", "Compute", "Committed", BATCH]);
  const { advice, needs } = await spot();
  expect(advice).toBeUndefined();
  expect(needs).toContain("PricingCategory");
});

test("costs are told by how they were priced, to the last digit", async () => {
  await take(
    ["10.00000000001", "Compute", "Dynamic", ""],
    ["2.5", "Compute", "Standard", ""],
    ["0.50000000001", "Storage", "standard", ""],
  );
  const asked = costsParams.parse({ ...DAY, groupBy: ["pricingCategory"] });
  const { groups } = costsResponse.parse(await queryCosts(asked, NOW_MS));
  expect(groups.map(({ key, total }) => [key.pricingCategory, total])).toEqual([
    ["Dynamic", "10.00000000001"],
    ["Standard", "3.00000000001"],
  ]);
});

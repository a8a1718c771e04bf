import { expect, test } from "vitest";
import { draftPath, readDraft } from "./alert-draft-link.ts";
import { budgetDraft, unitCostDraft } from "./cost-alert-drafts.ts";

const opened = (path: string) =>
  readDraft(new URL(path, "http://headroom.test").searchParams.get("draft") ?? "");

test("a budget and the unit cost become rules that the editor takes as they are", () => {
  expect(opened(draftPath(budgetDraft("All")))).toMatchObject({
    ...{ operator: ">", threshold: 1 },
    query: { concern: "budgets", measure: "forecastRatio", filters: { budget: ["All"] } },
  });
  expect(opened(draftPath(unitCostDraft("19.653305785054")))).toMatchObject({
    ...{ operator: ">", threshold: 19.653305785054 },
    query: { concern: "costs", measure: "costPerThousandRequests" },
  });
});

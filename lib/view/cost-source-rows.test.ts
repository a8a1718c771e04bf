import { describe, expect, test } from "vitest";
import type { CostSourceAnswer } from "@/lib/contract/cost-sources.ts";
import type { CostImportAnswer } from "@/lib/contract/costs.ts";
import { importOutcome, importProgress } from "./cost-import-progress.ts";
import { costSourceRows } from "./cost-source-rows.ts";

const NOW_MS = Date.UTC(2026, 2, 15, 12);
const source = (given: Partial<CostSourceAnswer> = {}): CostSourceAnswer => ({
  ...{ source: "aws", kind: "cost-explorer", origin: "api", state: "ok", enabled: true },
  ...{ settings: null, basis: "bill", error: null, reconciliation: [], currencies: ["USD"] },
  ...{ lastRunAt: null, lastGoodAt: "2026-03-15T11:00:00.000Z", lineCount: 1_234 },
  ...{ nextRunAt: "2026-03-15T14:00:00.000Z", completeThrough: "2026-03-13" },
  ...{ firstDay: "2026-02-01", lastDay: "2026-03-14" },
  requests: { today: 3, dailyBudget: 30, thisMonth: 40, thisMonthUsd: "0.4" },
  ...given,
});
const rows = (...sources: CostSourceAnswer[]) =>
  costSourceRows(
    { sources, folder: { path: null, files: [], fileCount: 0, brokenCount: 0 } },
    NOW_MS,
  );
const row = (given: Partial<CostSourceAnswer> = {}) => rows(source(given))[0];

describe("a source", () => {
  test("tells what it covers, when it was and will be read, and what asking costs", () => {
    expect(row()).toMatchObject({
      ...{ kind: "AWS Cost Explorer", status: "ok", state: "Up to date", trouble: null },
      ...{
        lastGood: "1\u00a0h ago",
        next: "in 2\u00a0h",
        canEdit: true,
        canRun: true,
        canDelete: true,
      },
      covers: "2026-02-01 to 2026-03-14, complete through 2026-03-13; 1,234 lines",
      requests: "3 of 30 today; 40 this month, $0.40",
      agreement: null,
    });
  });

  const error = { kind: "throttled", message: "Rate exceeded", times: 2 } as const;

  test("that fails says since when, and that what is shown is older; without anything good it is critical", () => {
    const failing = {
      state: "failing" as const,
      error: { ...error, since: "2026-03-15T10:00:00.000Z" },
    };
    expect(row(failing)).toMatchObject({
      ...{ status: "warning", state: "Failing for 2\u00a0h" },
      trouble: "Rate exceeded. What is shown was read before.",
    });
    expect(row({ ...failing, lastGoodAt: null })?.status).toBe("critical");
  });

  test("of the environment or of files cannot be edited; what runs is not run again", () => {
    expect(row({ origin: "environment" })).toMatchObject({ canEdit: false, canDelete: false });
    expect(row({ kind: "files", origin: "files" })).toMatchObject({
      canEdit: false,
      canRun: false,
    });
    expect(row({ state: "running" })).toMatchObject({ canRun: false, next: "now" });
    expect(row({ state: "off", enabled: false, nextRunAt: null })).toMatchObject({ next: "–" });
  });

  test("says whether what is stored equals its own totals, or by how much not and why", () => {
    const total = {
      ...{ period: "2026-03-01", currency: "USD", metric: "UnblendedCost" as const, own: "5" },
      ...{ stored: "5", difference: "0", agrees: true, reason: null },
      readAt: "2026-03-15T11:00:00.000Z",
    };
    expect(row({ reconciliation: [total] })?.agreement).toEqual({
      ...{ text: "Equals the source's own totals of one month", agrees: true, detail: null },
    });
    const wrong = { ...total, difference: "-0.25", agrees: false, reason: "a row" };
    expect(row({ reconciliation: [total, wrong] })?.agreement).toEqual({
      text: "2026-03 differs by −0.25 USD from the source's own total",
      ...{ agrees: false, detail: "a row" },
    });
  });

  test("with trouble comes first", () => {
    const failing = source({ source: "z", state: "failing", lastGoodAt: null });
    expect(rows(source(), failing).map((it) => it.source)).toEqual(["z", "aws"]);
  });
});

describe("an upload", () => {
  const answer = (given: Partial<CostImportAnswer> = {}): CostImportAnswer => ({
    ...{ id: "i", state: "running", error: null, source: "focus", part: "", rows: 1_500 },
    ...{ bytesRead: 25, bytesTotal: 100, imported: 0, replaced: 0, rejected: [], rejectedCount: 0 },
    ...{ from: null, to: null, totals: [] },
    ...given,
  });

  test("is sent, read and stored", () => {
    expect(importProgress(0.5, null)).toEqual({ ratio: 0.5, text: "Sending: 50 %" });
    expect(importProgress(1, null)).toEqual({ ratio: null, text: "Reading" });
    expect(importProgress(null, answer())).toEqual({
      ratio: 0.25,
      text: "Reading: 25 %, 1,500 rows",
    });
    const read = answer({ bytesRead: 100 });
    expect(importProgress(null, read)).toEqual({ ratio: null, text: "Storing: 1,500 rows" });
  });

  test("tells what came of it", () => {
    const totals = [{ currency: "USD", billedCost: "8", effectiveCost: "7.5" }];
    const days = { from: "2026-03-01", to: "2026-03-02" };
    const done = { state: "done" as const, imported: 2, replaced: 1, rejectedCount: 1, ...days };
    const rejected = [{ row: 3, reason: "BilledCost: missing" }];
    expect(importOutcome(answer({ ...done, rejected, totals })).lines).toEqual([
      "Stored 2 rows, 2026-03-01 to 2026-03-02: $7.50 (USD).",
      "They took the place of 1 rows.",
      "1 rows could not be read; row 3: BilledCost: missing.",
    ]);
    expect(importOutcome(answer({ state: "failed", error: "no CSV" })).problem).toBe("no CSV");
  });
});

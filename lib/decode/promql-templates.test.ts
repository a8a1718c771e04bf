import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { PrometheusNames } from "./prometheus-names.ts";
import { mapPromql } from "./promql-query.ts";

/** PromLabs' list of queries for comparing PromQL engines, where it lies beside the repository. */
const FILE = fileURLToPath(
  new URL("../../../shared/data/promql/promql-test-queries.yml", import.meta.url),
);

/** What stands for the templates' variables: one of each kind is enough to parse. */
const VALUES: Record<string, string> = {
  offset: "5m",
  range: "5m",
  simpleAggrOp: "sum",
  topBottomOp: "topk",
  quantile: "0.9",
  arithBinOp: "/",
  compBinOp: ">",
  binOp: "*",
  simpleMathFunc: "abs",
  extrapolatedRateFunc: "rate",
  clampFunc: "clamp_min",
  instantRateFunc: "irate",
  simpleTimeAggrOp: "avg",
  dateFunc: "year",
  smoothingFactor: "0.5",
  trendFactor: "0.5",
};

test.skipIf(!existsSync(FILE))("every query of the list is mapped, or says why it is not", () => {
  const names = new PrometheusNames([]);
  const queries = readFileSync(FILE, "utf8")
    .split("\n")
    .map((line) => /^ *- query: *(.+)$/.exec(line)?.[1] ?? "")
    .filter((text) => text !== "")
    .map((text) => text.replace(/^(['"])(.*)\1$/, "$2").replaceAll("''", "'"));
  expect(queries.length).toBeGreaterThan(100);
  const kinds = queries.map((template) => {
    const text = template.replace(
      /\{\{\s*\.(\w+)\s*\}\}/g,
      (_, name: string) => VALUES[name] ?? "1",
    );
    const mapped = mapPromql(text, { names, legendLabels: [] });
    if (mapped.kind === "unmapped") expect(mapped.reason).not.toBe("");
    else expect(mapped.queries.length).toBeGreaterThan(0);
    return mapped.kind;
  });
  expect(kinds).toContain("mapped");
  expect(kinds).toContain("unmapped");
});

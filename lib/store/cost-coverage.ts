import type { CostBasis } from "@/lib/domain/cost-sources.ts";
import type { Queryable } from "./queryable.ts";

/** What is stored of a source, and how far it reaches. Moments are Unix ms. */
export type CostCoverage = {
  source: string;
  basis: CostBasis;
  lineCount: number;
  firstDay: string | null;
  lastDay: string | null;
  currencies: string[];
  /** The end of the latest charge of a day or less; null: nothing tells. */
  coveredMs: number | null;
  /** When the last import ended. */
  importedMs: number | null;
};

/** Every source of which something was imported, by name. */
export async function selectCostCoverage(database: Queryable): Promise<CostCoverage[]> {
  const { rows } = await database.query<Omit<CostCoverage, "lineCount"> & { lineCount: string }>(
    `WITH line AS (
       SELECT source, min(basis) AS basis, count(*) AS count, min(day) AS first, max(day) AS last,
         array_agg(DISTINCT currency) AS currencies
       FROM cost_lines GROUP BY source
     ), import AS (
       SELECT source, min(basis) AS basis, max(covered_to) AS covered, max(finished_at) AS finished
       FROM cost_imports WHERE state = 'done' GROUP BY source
     )
     SELECT source, coalesce(line.basis, import.basis) AS basis, coalesce(line.count, 0)::text AS "lineCount",
       line.first::text AS "firstDay", line.last::text AS "lastDay",
       coalesce(line.currencies, '{}') AS currencies,
       floor(extract(epoch FROM import.covered) * 1000)::float8 AS "coveredMs",
       floor(extract(epoch FROM import.finished) * 1000)::float8 AS "importedMs"
     FROM line FULL JOIN import USING (source) ORDER BY source`,
  );
  return rows.map((row) => ({ ...row, lineCount: Number(row.lineCount) }));
}

import type { Pool } from "pg";
import type { ServiceKey } from "@/lib/domain/service.ts";
import type { OperationCell } from "./operation-cells.ts";
import { type OperationQuestion, readOperations } from "./operation-lines.ts";

/** An N+1 of a service: where it happens, how often, and what it costs. */
export type NPlusOneLine = ServiceKey & {
  system: string;
  /** Normalised; without a text the spans' name. */
  statement: string;
  /** Of the request around it; else the name of the span above; empty: neither was in the body. */
  route: string;
  occurrences: number;
  /** All queries of all occurrences. */
  queries: number;
  /** The time of all queries but one's share of each occurrence. */
  lostSeconds: number;
  /** A trace that was kept for it, 32 hex digits. */
  exemplarTraceId: string | null;
  /** By point of the plan; `count`: occurrences, `errors`: queries, `sumSeconds`: time lost. */
  slots: (OperationCell | null)[];
};

/** The N+1s of a range, the costliest first. */
export async function readNPlusOne(
  pool: Pool,
  question: Pick<OperationQuestion, "plan" | "filters" | "nowMs">,
): Promise<NPlusOneLine[]> {
  const filters = { ...question.filters, instance: [] };
  const lines = await readOperations(pool, {
    ...question,
    filters,
    concern: "n-plus-one",
    level: "target",
  });
  return lines
    .map(({ namespace, service, environment, dimensions, slots, total, exemplarTraceId }) => ({
      namespace,
      service,
      environment,
      system: dimensions.system ?? "",
      statement: dimensions.statement ?? "",
      route: dimensions.route ?? "",
      occurrences: total.count,
      queries: total.errors,
      lostSeconds: total.sumSeconds,
      exemplarTraceId,
      slots,
    }))
    .sort((a, b) => b.lostSeconds - a.lostSeconds);
}

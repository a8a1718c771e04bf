import type { IntakeResponse } from "@/lib/contract/intake.ts";
import { formatCount, formatQuantity } from "./format.ts";

/** The rail's foot: what Headroom itself takes in, keeps and refuses. */
export type SelfHealth = { status: "ok" | "warning"; lines: readonly [string, string] };

/** A refusal within this time is worth a warning. */
const RECENT_MS = 3_600_000;

/** Spans per second received and kept, and refusals of the last hour with their commonest reason. */
export function toSelfHealth(intake: IntakeResponse): SelfHealth {
  const nowMs = Date.parse(intake.now);
  const recent = intake.refusals.filter(
    (refusal) => refusal.count > 0 && nowMs - Date.parse(refusal.lastAt) <= RECENT_MS,
  );
  const rate = `${formatQuantity(intake.spansPerSecond)} spans/s, ${formatQuantity(intake.keptSpansPerSecond)}/s kept`;
  const [commonest] = recent.toSorted((a, b) => b.count - a.count);
  if (!commonest) return { status: "ok", lines: [rate, "nothing refused in 1 h"] };
  const total = recent.reduce((sum, refusal) => sum + refusal.count, 0);
  return { status: "warning", lines: [rate, `${formatCount(total)} refused: ${commonest.reason}`] };
}

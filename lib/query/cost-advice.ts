import { createHash } from "node:crypto";
import type { CostAdviceResponse } from "@/lib/contract/cost-advice.ts";
import type { CostServicesParams } from "@/lib/contract/cost-services.ts";
import type { Advice, MissingAdvice } from "@/lib/domain/cost-advice.ts";
import { daysBetween } from "@/lib/domain/cost-days.ts";
import { estimateText } from "@/lib/domain/money.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { readPool, writePool } from "@/lib/platform/db.ts";
import { deleteDismissal, selectDismissals, upsertDismissal } from "@/lib/store/cost-dismissals.ts";
import type { Asking } from "./boards.ts";
import { adviseOnTime } from "./cost-advice-time.ts";
import { adviseOnIdle, adviseOnSpot } from "./cost-advice-use.ts";
import { readPrices } from "./cost-prices.ts";
import { completeDays, costFrame, wholeDays } from "./cost-selection.ts";
import { countedDays, serviceWork } from "./service-work.ts";

/** Less than this a month is not worth a line. */
const LEAST_PER_MONTH = 0.01;

const idOf = ({ kind, subject }: Advice): string =>
  `${kind}-${createHash("sha256").update(subject).digest("hex").slice(0, 16)}`;

/** What could be saved and what caches are worth, from bills and telemetry of the same days. Throws `ParameterError`. */
export async function queryCostAdvice(
  params: CostServicesParams,
  nowMs: number,
): Promise<CostAdviceResponse> {
  const asked = wholeDays(params, nowMs);
  const frame = await costFrame(params, asked);
  const billed = completeDays(asked, frame.completeThrough);
  if (frame.chosen === null || billed === null) {
    return {
      currency: frame.chosen?.currency ?? null,
      savingPerMonth: null,
      advice: [],
      missing: [],
    };
  }
  const range = countedDays(billed, await serviceWork(billed, nowMs)) ?? billed;
  const prices = await readPrices(frame, range, nowMs);
  const over = { frame, range, prices, nowMs, days: daysBetween(range.from, range.to) };
  const found: { advice: Advice[]; missing: MissingAdvice[] }[] = [];
  for (const advise of [adviseOnTime, adviseOnIdle, adviseOnSpot]) found.push(await advise(over));
  const dismissals = new Map(
    (await selectDismissals(readPool())).map((one) => [one.adviceId, one]),
  );
  const advice = found
    .flatMap((one) => one.advice)
    .filter(({ perMonth }) => perMonth >= LEAST_PER_MONTH)
    .sort((a, b) => b.perMonth - a.perMonth)
    .map((one) => {
      const dismissal = dismissals.get(idOf(one));
      const { subject: _, perMonth, ...told } = one;
      return {
        ...{ ...told, id: idOf(one), perMonth: estimateText(perMonth) },
        dismissed: dismissal
          ? {
              at: new Date(dismissal.dismissedMs).toISOString(),
              ...{ by: dismissal.owner.name, reason: dismissal.reason },
            }
          : null,
      };
    });
  const savings = advice.filter(({ kind, dismissed }) => kind !== "cache" && dismissed === null);
  const saving = savings.reduce((sum, { perMonth }) => sum + Number(perMonth), 0);
  return {
    currency: frame.chosen.currency,
    savingPerMonth: savings.length === 0 ? null : estimateText(saving),
    advice,
    missing: found.flatMap((one) => one.missing),
  };
}

const ID = /^[a-z-]+-[0-9a-f]{16}$/;
const unknown = () => new NotFoundError("There is no advice with this id");

/** Keeps advice out of sight until it is taken back. Throws `NotFoundError`. */
export async function dismissAdvice(
  adviceId: string,
  { reason }: { reason: string },
  { author, nowMs }: Asking,
): Promise<void> {
  if (!ID.test(adviceId)) throw unknown();
  await upsertDismissal(writePool(), { adviceId, reason, owner: author, dismissedMs: nowMs });
}

/** Shows advice again. Throws `NotFoundError`. */
export async function restoreAdvice(adviceId: string): Promise<void> {
  if (!(await deleteDismissal(writePool(), adviceId))) throw unknown();
}

import { setTimeout as sleep } from "node:timers/promises";
import { logNormal, seededRandom } from "../random.ts";

/** One sequence a process, so that a run can be repeated. */
export const random = seededRandom(20_260_301);

/** Waits as work on something remote would: usually about `medianMs`, now and then three times that. */
export async function work(medianMs: number): Promise<void> {
  await sleep(logNormal(random, medianMs, 0.5));
}

import { randomUUID } from "node:crypto";
import {
  chargesOfAllocations,
  type OpencostAnswer,
  opencostAnswer,
} from "@/lib/decode/opencost-allocations.ts";
import { CostSourceError, dayOf, type OpencostSettings } from "@/lib/domain/cost-sources.ts";
import {
  AddressRefusedError,
  getGuardedJson,
  HttpStatusError,
} from "@/lib/platform/guarded-json.ts";
import { newReading, storeBill } from "./cost-bill.ts";

const DAY_MS = 86_400_000;
/** Days that are read again: what a node costs is corrected when the cloud's prices arrive. */
const AGAIN_DAYS = 3;

export type OpencostRun = {
  source: string;
  settings: OpencostSettings;
  token: string | null;
  /** Private addresses that may be reached. */
  allow: readonly string[];
  readBackTo: string | null;
  now: () => number;
};

/**
 * Reads whole days of OpenCost's allocations: at first as many as are wanted, later the last three. A day of which it
 * knows nothing any more keeps what is stored. Returns the earliest day that was read. Throws `CostSourceError`.
 */
export async function runOpencost(run: OpencostRun): Promise<string> {
  const { settings, readBackTo, now } = run;
  const todayMs = Math.floor(now() / DAY_MS) * DAY_MS;
  const count = readBackTo === null ? settings.days : Math.min(settings.days, AGAIN_DAYS);
  const days = Array.from({ length: count }, (_, index) => dayOf(todayMs - (index + 1) * DAY_MS));
  for (const day of days) await readDay(run, day);
  const earliest = days.at(-1) ?? dayOf(todayMs);
  return readBackTo !== null && readBackTo < earliest ? readBackTo : earliest;
}

/** Each day is a bill by itself, so that days that OpenCost has forgotten are not taken for free ones. */
async function readDay(run: OpencostRun, day: string): Promise<void> {
  const { source, settings, now } = run;
  const answer = await ask(run, day);
  const charges = chargesOfAllocations(answer, { day, currency: settings.currency });
  if (charges.length === 0) return;
  const reading = newReading();
  reading.rowCount = charges.length;
  const month = `${day.slice(0, 7)}-01`;
  await storeBill({
    bill: {
      ...{ importId: randomUUID(), source, part: day, basis: "allocation" as const },
      periods: [month],
    },
    charges: (async function* () {
      yield charges;
    })(),
    ...{ reading, now, mayBeEmpty: true },
  });
}

async function ask({ settings, token, allow }: OpencostRun, day: string): Promise<OpencostAnswer> {
  const url = new URL(`${settings.url.replace(/\/$/, "")}/allocation/compute`);
  const next = dayOf(Date.parse(day) + DAY_MS);
  url.searchParams.set("window", `${day}T00:00:00Z,${next}T00:00:00Z`);
  url.searchParams.set("aggregate", settings.aggregate);
  url.searchParams.set("accumulate", "true");
  url.searchParams.set("includeIdle", "true");
  const parsed = opencostAnswer.safeParse(await reachable(getGuardedJson(url, { allow, token })));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") ?? "";
  throw new CostSourceError("malformed", `OpenCost: ${where}: ${issue?.message ?? "unknown"}`);
}

async function reachable(asking: Promise<unknown>): Promise<unknown> {
  try {
    return await asking;
  } catch (error) {
    const message = `OpenCost: ${error instanceof Error ? error.message : String(error)}`;
    throw new CostSourceError(kindOf(error), message, { cause: error });
  }
}

function kindOf(error: unknown): CostSourceError["kind"] {
  if (error instanceof AddressRefusedError) return "refused";
  if (error instanceof SyntaxError) return "malformed";
  if (!(error instanceof HttpStatusError)) return "unreachable";
  if (error.status === 401) return "credentials";
  if (error.status === 403) return "access-denied";
  if (error.status === 429) return "throttled";
  return error.status >= 500 ? "unreachable" : "refused";
}

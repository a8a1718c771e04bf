import { randomUUID } from "node:crypto";
import {
  type NewSilence,
  type SilenceResponse,
  type SilencesResponse,
  silence as silenceContract,
} from "@/lib/contract/silences.ts";
import { ParameterError, parseInstant } from "@/lib/contract/time.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { isSilencedBy, type Silence } from "@/lib/domain/silences.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import {
  endSilenceRow,
  insertSilence,
  type StoredSilence,
  selectSilences,
} from "@/lib/store/silences.ts";
import type { Asking } from "./boards.ts";
import { type LabelledAlert, loadActiveAlerts } from "./labelled-alerts.ts";

/** Silences that ended are shown for so long. */
const SHOWN_MS = 7 * 86_400_000;
const LONGEST_MS = 366 * 86_400_000;
const { matchers: matchersContract } = silenceContract.shape;

type Parsed = StoredSilence & Silence;

const parse = (stored: StoredSilence): Parsed => ({
  ...stored,
  matchers: matchersContract.parse(stored.matchers),
});

function toResponse(
  silence: Parsed,
  { alerts, nowMs }: { alerts: readonly LabelledAlert[]; nowMs: number },
): SilenceResponse {
  const { startsMs, endsMs } = silence;
  const hidden = alerts.filter(({ labels }) => isSilencedBy(silence, labels, nowMs));
  return {
    id: silence.id,
    matchers: [...silence.matchers],
    comment: silence.comment,
    startsAt: new Date(startsMs).toISOString(),
    endsAt: new Date(endsMs).toISOString(),
    state: nowMs < startsMs ? "waiting" : nowMs < endsMs ? "active" : "ended",
    createdAt: new Date(silence.createdMs).toISOString(),
    createdBy: silence.owner.name,
    hides: hidden.map(({ alert }) => alert.alertId),
  };
}

/** Silences of now, of later and of the last week, with what they hide now. */
export async function querySilences(nowMs: number): Promise<SilencesResponse> {
  const alerts = await loadActiveAlerts(primaryReadPool());
  const silences = await selectSilences(nowMs - SHOWN_MS);
  return { silences: silences.map((stored) => toResponse(parse(stored), { alerts, nowMs })) };
}

function momentOf(field: string, at: string | number, nowMs: number): number {
  const atMs = typeof at === "number" ? at : parseInstant(at, nowMs);
  if (atMs !== null && Number.isFinite(atMs)) return Math.round(atMs);
  throw new ParameterError(field, `${field}: use ISO 8601 or Unix milliseconds`);
}

/** Stores a new silence. Throws `ParameterError` for times that make none. */
export async function createSilence(
  given: NewSilence,
  { author, nowMs }: Asking,
): Promise<SilenceResponse> {
  const startsMs = momentOf("startsAt", given.startsAt ?? nowMs, nowMs);
  const lastsMs = (given.durationSeconds ?? 0) * 1_000;
  const endsMs = momentOf("endsAt", given.endsAt ?? startsMs + lastsMs, nowMs);
  if (endsMs <= Math.max(startsMs, nowMs)) {
    throw new ParameterError("endsAt", "endsAt: it must lie after startsAt, and not in the past");
  }
  if (endsMs - nowMs > LONGEST_MS) {
    throw new ParameterError("endsAt", "endsAt: a silence lasts a year at most");
  }
  const { matchers, comment } = given;
  const stored = await insertSilence({
    ...{ id: randomUUID(), matchers, comment, startsMs, endsMs },
    ...{ owner: author, createdMs: nowMs },
  });
  const alerts = await loadActiveAlerts(primaryReadPool());
  return toResponse(parse(stored), { alerts, nowMs });
}

/** Ends a silence now. Throws `NotFoundError`. */
export async function endSilence(id: string, nowMs: number): Promise<void> {
  if (await endSilenceRow(id, nowMs)) return;
  throw new NotFoundError("There is no silence with this id that has not ended");
}

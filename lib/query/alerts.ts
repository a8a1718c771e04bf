import type { Alert, AlertsParams, AlertsResponse } from "@/lib/contract/alerts.ts";
import { ParameterError, parseInstant } from "@/lib/contract/time.ts";
import type { Acknowledgement } from "@/lib/domain/acknowledgements.ts";
import { ALERT_SEVERITIES } from "@/lib/domain/alerts.ts";
import { muter } from "@/lib/domain/muting.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import { selectAcknowledgements } from "@/lib/store/alert-acks.ts";
import { selectAlertGaps } from "@/lib/store/alert-gaps.ts";
import {
  type StoredAlert,
  selectActiveAlerts,
  selectAlertProgress,
  selectResolvedAlerts,
} from "@/lib/store/alert-state.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { acknowledgementOf } from "./acknowledgements.ts";
import { type LabelledAlert, labelAlerts } from "./labelled-alerts.ts";
import { loadMutes } from "./mutes.ts";

const MOST_GAPS = 200;

/** Alerts by state: those that fire first, the newest resolved ones last. Throws `ParameterError`. */
export async function queryAlerts(params: AlertsParams, nowMs: number): Promise<AlertsResponse> {
  const fromMs = parseInstant(params.from, nowMs);
  if (fromMs === null) {
    throw new ParameterError("from", "from: use ISO 8601, Unix milliseconds, or now-1d");
  }
  const pool = primaryReadPool();
  const wants = (state: Alert["state"]) =>
    params.state.length === 0 || params.state.includes(state);
  const isOfRule = ({ ruleId }: { ruleId: string }) =>
    params.ruleId.length === 0 || params.ruleId.includes(ruleId);
  const active = await selectActiveAlerts(pool);
  const resolved = wants("resolved") ? await selectResolvedAlerts(pool, fromMs, params.limit) : [];
  const progress = [...(await selectAlertProgress(pool)).values()].filter(isOfRule);
  const gaps = await selectAlertGaps(pool, fromMs, MOST_GAPS);
  const firstFiring = (a: StoredAlert, b: StoredAlert) =>
    Number(b.phase.kind === "firing") - Number(a.phase.kind === "firing");
  const shown = [...active.sort(firstFiring), ...resolved].filter(
    (alert) => wants(alert.phase.kind) && isOfRule(alert),
  );
  const labelled = await labelAlerts(pool, shown);
  const known = await loadKnown(pool, active, nowMs);
  return {
    alerts: labelled.map((alert) => toResponse(alert, known, nowMs)),
    failing: progress.flatMap(({ ruleId, error }) =>
      error === null ? [] : [{ ruleId, reason: error }],
    ),
    gaps: gaps
      .filter(isOfRule)
      .map(({ ruleId, fromMs, toMs }) => ({ ruleId, from: iso(fromMs), to: iso(toMs) })),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

type Known = {
  muteOf: ReturnType<typeof muter>;
  acks: ReadonlyMap<string, Acknowledgement>;
};

/** What is known of alerts beside where they stand. */
async function loadKnown(
  pool: Queryable,
  active: readonly StoredAlert[],
  nowMs: number,
): Promise<Known> {
  const firing = active.filter(({ phase }) => phase.kind === "firing");
  const labels = (await labelAlerts(pool, firing)).map((one) => one.labels);
  const muteOf = muter(await loadMutes(pool, nowMs), labels, nowMs);
  return { muteOf, acks: await selectAcknowledgements(pool) };
}

function toResponse(
  { alert, labels }: LabelledAlert,
  { muteOf, acks }: Known,
  nowMs: number,
): Alert {
  const { phase } = alert;
  const mutedBy = phase.kind === "resolved" ? null : muteOf(labels);
  return {
    id: alert.alertId,
    ruleId: alert.ruleId,
    ruleName: alert.ruleName,
    severity: ALERT_SEVERITIES.find((known) => known === alert.severity) ?? "warning",
    labels: alert.labels,
    key: alert.key,
    state: phase.kind,
    value: alert.value,
    threshold: alert.threshold,
    since: iso(phase.sinceMs),
    firedAt: phase.kind === "pending" ? null : iso(phase.firedMs),
    resolvedAt: phase.kind === "resolved" ? iso(phase.resolvedMs) : null,
    resolvedBecause: phase.kind === "resolved" ? phase.because : null,
    silenced: mutedBy?.kind === "silence",
    mutedBy,
    acknowledged:
      phase.kind === "resolved" ? null : acknowledgementOf(acks.get(alert.alertId), alert, nowMs),
    channelIds: alert.channelIds,
    notifiedAt: alert.notifiedMs === null ? null : iso(alert.notifiedMs),
  };
}

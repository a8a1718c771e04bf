import type { Alert, AlertsParams, AlertsResponse } from "@/lib/contract/alerts.ts";
import { ParameterError, parseInstant } from "@/lib/contract/time.ts";
import { ALERT_SEVERITIES } from "@/lib/domain/alerts.ts";
import { isSilencedBy, type Silence } from "@/lib/domain/silences.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import { selectAlertGaps } from "@/lib/store/alert-gaps.ts";
import {
  type StoredAlert,
  selectActiveAlerts,
  selectAlertProgress,
  selectResolvedAlerts,
} from "@/lib/store/alert-state.ts";
import { type LabelledAlert, labelAlerts } from "./labelled-alerts.ts";
import { activeSilences } from "./silences.ts";

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
  const silences = await activeSilences(nowMs);
  const progress = [...(await selectAlertProgress(pool)).values()].filter(isOfRule);
  const gaps = await selectAlertGaps(pool, fromMs, MOST_GAPS);
  const firstFiring = (a: StoredAlert, b: StoredAlert) =>
    Number(b.phase.kind === "firing") - Number(a.phase.kind === "firing");
  const shown = [...active.sort(firstFiring), ...resolved].filter(
    (alert) => wants(alert.phase.kind) && isOfRule(alert),
  );
  return {
    alerts: (await labelAlerts(pool, shown)).map((alert) => toResponse(alert, silences, nowMs)),
    failing: progress.flatMap(({ ruleId, error }) =>
      error === null ? [] : [{ ruleId, reason: error }],
    ),
    gaps: gaps
      .filter(isOfRule)
      .map(({ ruleId, fromMs, toMs }) => ({ ruleId, from: iso(fromMs), to: iso(toMs) })),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

function toResponse(
  { alert, labels }: LabelledAlert,
  silences: readonly Silence[],
  nowMs: number,
): Alert {
  const { phase } = alert;
  const isSilenced = silences.some((silence) => isSilencedBy(silence, labels, nowMs));
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
    silenced: phase.kind !== "resolved" && isSilenced,
    notifiedAt: alert.notifiedMs === null ? null : iso(alert.notifiedMs),
  };
}

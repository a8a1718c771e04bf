import { queryOptions } from "@tanstack/react-query";
import { acknowledgement, type NewAcknowledgement } from "@/lib/contract/acknowledgements.ts";
import { alertPreview } from "@/lib/contract/alert-preview.ts";
import {
  type AlertRule,
  type AlertRuleSpec,
  alertRule,
  alertRulesResponse,
} from "@/lib/contract/alert-rules.ts";
import { alertsResponse } from "@/lib/contract/alerts.ts";
import {
  maintenance,
  maintenancesResponse,
  type NewMaintenance,
} from "@/lib/contract/maintenance.ts";
import { rulesImportResponse } from "@/lib/contract/rules-file.ts";
import { type NewSilence, silence, silencesResponse } from "@/lib/contract/silences.ts";
import { fetchAnswer, send, sendJson, sendText } from "./query-client.ts";

/** How often open pages look for what changed of alerts, in milliseconds. */
const LOOK_MS = 10_000;
const PREVIEW_FRESH_MS = 60_000;
const rulePath = (id: string): string => `/api/v1/alert-rules/${encodeURIComponent(id)}`;

/** Alerts that are pending, firing or were resolved in the last week, and rules that could not be evaluated. */
export const alertsQuery = () =>
  queryOptions({
    queryKey: ["alerts"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/alerts", schema: alertsResponse, signal }),
    refetchInterval: LOOK_MS,
  });

/** Every rule, by name. */
export const alertRulesQuery = () =>
  queryOptions({
    queryKey: ["alert-rules"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/alert-rules", schema: alertRulesResponse, signal }),
  });

/** One rule. */
export const alertRuleQuery = (id: string) =>
  queryOptions({
    queryKey: ["alert-rules", id],
    queryFn: ({ signal }) => fetchAnswer({ path: rulePath(id), schema: alertRule, signal }),
  });

/** What a rule would have done; null: in the last seven days. */
export const alertPreviewQuery = (
  spec: AlertRuleSpec,
  range: { fromMs: number; toMs: number } | null,
) =>
  queryOptions({
    queryKey: ["alert-preview", spec, range],
    queryFn: () =>
      sendJson({
        method: "POST",
        path: "/api/v1/alert-rules/preview",
        params: range ? { from: range.fromMs, to: range.toMs } : {},
        body: spec,
        schema: alertPreview,
      }),
    staleTime: PREVIEW_FRESH_MS,
  });

/** Makes a rule. */
export const createAlertRule = (body: AlertRuleSpec) =>
  sendJson({ method: "POST", path: "/api/v1/alert-rules", body, schema: alertRule });

/** Takes rules and objectives as YAML. */
export const importRules = (text: string) =>
  sendText({
    path: "/api/v1/alert-rules/import",
    mediaType: "application/yaml",
    text,
    schema: rulesImportResponse,
  });

/** Silences of now, of later and of the last week. */
export const silencesQuery = () =>
  queryOptions({
    queryKey: ["silences"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/silences", schema: silencesResponse, signal }),
    refetchInterval: LOOK_MS,
  });

/** Changes a rule as a whole. */
export const saveAlertRule = (id: string, body: AlertRuleSpec) =>
  sendJson({ method: "PUT", path: rulePath(id), body, schema: alertRule });

/** What a stored rule says, without what is known of it. */
export function specOf(rule: AlertRule): AlertRuleSpec {
  const {
    id: _,
    source: _s,
    version: _v,
    createdAt: _c,
    updatedAt: _u,
    updatedBy: _b,
    ...spec
  } = rule;
  return spec;
}

/** Deletes a rule; its alerts are resolved. */
export const deleteAlertRule = (id: string) => send({ method: "DELETE", path: rulePath(id) });

const ackPath = (id: string): string => `/api/v1/alerts/${encodeURIComponent(id)}/acknowledgement`;

/** Says that one looks after an alert. */
export const acknowledgeAlert = (id: string, body: NewAcknowledgement) =>
  sendJson({ method: "POST", path: ackPath(id), body, schema: acknowledgement });

/** Takes an acknowledgement back. */
export const withdrawAcknowledgement = (id: string) =>
  send({ method: "DELETE", path: ackPath(id) });

/** Maintenance windows, each with its next time. */
export const maintenanceQuery = () =>
  queryOptions({
    queryKey: ["maintenance-windows"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/maintenance-windows", schema: maintenancesResponse, signal }),
    refetchInterval: LOOK_MS,
  });

/** Makes a maintenance window. */
export const createMaintenance = (body: NewMaintenance) =>
  sendJson({ method: "POST", path: "/api/v1/maintenance-windows", body, schema: maintenance });

/** Deletes a maintenance window. */
export const deleteMaintenance = (id: string) =>
  send({ method: "DELETE", path: `/api/v1/maintenance-windows/${encodeURIComponent(id)}` });

/** Keeps alerts that match quiet for a time. */
export const createSilence = (body: NewSilence) =>
  sendJson({ method: "POST", path: "/api/v1/silences", body, schema: silence });

/** Ends a silence now. */
export const endSilence = (id: string) =>
  send({ method: "DELETE", path: `/api/v1/silences/${encodeURIComponent(id)}` });

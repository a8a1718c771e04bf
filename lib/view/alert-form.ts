import { type AlertRuleSpec, alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { alertConcern, alertUnit, BURN_RATE, NEEDS_TARGET } from "@/lib/domain/alert-measures.ts";
import { parseDurationMs } from "@/lib/domain/duration.ts";
import type { AlertDraft } from "./alert-draft.ts";
import { type AlertForm, EMPTY_FORM } from "./alert-form-fields.ts";

/** What is wrong with a form, by the field that has to be changed; `form`: by none of them. */
export type AlertFormErrors = { [Field in keyof AlertForm | "form"]?: string | undefined };

/** What a form says: a rule, or what keeps it from being one. */
export type AlertFormResult =
  | { kind: "rule"; spec: AlertRuleSpec }
  | { kind: "wrong"; errors: AlertFormErrors };

/** Of which unit the thresholds of a form are: shares are written in per cent. */
export function formUnit({ concern, measure, form, compareAs }: AlertForm) {
  if (form === "compare" && compareAs === "ratio") return "ratio";
  return alertUnit(concern, measure);
}

type Needing = Pick<AlertForm, "concern" | "measure" | "noData" | "stale">;

/**
 * Whether a form has to say how long a request may take, what is owed, how many samples there are, and how long what
 * falls silent must have been seen.
 */
export const formNeeds = ({ concern, measure, noData, stale }: Needing) => ({
  target: concern === "requests" && (NEEDS_TARGET.has(measure) || measure === BURN_RATE),
  objective: concern === "requests" && measure === BURN_RATE,
  count: alertConcern(concern)?.hasCount ?? false,
  seen: (stale === "same" ? noData : stale) === "alert",
});

const scaleOf = (form: AlertForm): number => (formUnit(form) === "ratio" ? 100 : 1);
const plain = (value: number, scale: number): string =>
  String(Number((value * scale).toPrecision(12)));

/** `90s`, `5m`, `2h`, `3d`: the largest unit that tells it whole. */
export function durationText(seconds: number): string {
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "m"],
  ] as const;
  const fits = units.find(([size]) => seconds >= size && seconds % size === 0);
  return fits ? `${seconds / fits[0]}${fits[1]}` : `${seconds}s`;
}

/** The form of a rule, or of what a chart filled in. */
export function toForm(spec: AlertRuleSpec | AlertDraft): AlertForm {
  const { query } = spec;
  const rule: Partial<AlertRuleSpec> = spec;
  const asked: Partial<AlertRuleSpec["query"]> = query;
  const { compare, forecast, targetMs, objective, shortWindowSeconds } = asked;
  const form: AlertForm = {
    ...EMPTY_FORM,
    name: spec.name,
    concern: query.concern,
    measure: query.measure,
    groupBy: [...query.groupBy],
    filters: Object.entries(query.filters).map(([name, values]) => ({
      name,
      values: values.join(", "),
    })),
    window: durationText(query.windowSeconds),
    targetMs: targetMs === undefined ? "" : String(targetMs),
    objective: objective === undefined ? "" : plain(objective, 100),
    shortWindow: shortWindowSeconds === undefined ? "" : durationText(shortWindowSeconds),
    form: compare ? "compare" : forecast ? "forecast" : "value",
    ...(compare
      ? { compareOffset: durationText(compare.offsetSeconds), compareAs: compare.as }
      : {}),
    ...(forecast ? { horizon: durationText(forecast.horizonSeconds) } : {}),
    operator: spec.operator,
    for: durationText(spec.forSeconds),
    severity: spec.severity,
    keepFiring: durationText(rule.keepFiringForSeconds ?? 0),
    minimumCount: rule.minimumCount === undefined ? "" : String(rule.minimumCount),
    noData: rule.noData ?? EMPTY_FORM.noData,
    ...staleOf(rule),
    minimumSeen: rule.minimumSeenSeconds ? durationText(rule.minimumSeenSeconds) : "",
    interval: durationText(rule.intervalSeconds ?? 60),
    channelIds: rule.channelIds ?? [],
    labels: Object.entries(rule.labels ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join(", "),
    description: rule.description ?? "",
    runbookUrl: rule.runbookUrl ?? "",
    owner: rule.owner ?? "",
    enabled: rule.enabled ?? true,
  };
  const scale = scaleOf(form);
  const recovery = rule.recoveryThreshold;
  return {
    ...form,
    threshold: plain(spec.threshold, scale),
    recovery: recovery === undefined ? "" : plain(recovery, scale),
  };
}

const staleOf = ({ staleData, staleAfterSeconds }: Partial<AlertRuleSpec>) =>
  staleData === undefined || staleAfterSeconds === undefined
    ? {}
    : { stale: staleData, staleAfter: durationText(staleAfterSeconds) };

/** The field that a path of the contract belongs to. */
const FIELD_OF: Readonly<Record<string, keyof AlertForm>> = {
  "query.concern": "concern",
  "query.measure": "measure",
  "query.windowSeconds": "window",
  "query.targetMs": "targetMs",
  "query.objective": "objective",
  "query.shortWindowSeconds": "shortWindow",
  "query.compare": "compareOffset",
  "query.forecast": "horizon",
  "query.groupBy": "groupBy",
  "query.filters": "filters",
  forSeconds: "for",
  recoveryThreshold: "recovery",
  keepFiringForSeconds: "keepFiring",
  intervalSeconds: "interval",
  staleAfterSeconds: "staleAfter",
  minimumSeenSeconds: "minimumSeen",
};

const isField = (name: string): name is keyof AlertForm => Object.hasOwn(EMPTY_FORM, name);

function fieldOf(path: readonly PropertyKey[]): keyof AlertForm | "form" {
  const two = path.slice(0, 2).map(String).join(".");
  const one = String(path[0] ?? "");
  const known = FIELD_OF[two] ?? FIELD_OF[one];
  return known ?? (isField(one) ? one : "form");
}

/** What a form says, by the contract that the API holds it against. */
export function readForm(form: AlertForm): AlertFormResult {
  const errors: AlertFormErrors = {};
  const body = bodyOf(form, errors);
  const parsed = alertRuleSpec.safeParse(body);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) errors[fieldOf(path)] ??= message;
  }
  if (!parsed.success || Object.keys(errors).length > 0) return { kind: "wrong", errors };
  return { kind: "rule", spec: parsed.data };
}

/** The body that the API would get; notes texts that are no numbers or times. */
function bodyOf(form: AlertForm, errors: AlertFormErrors): unknown {
  const seconds = (field: keyof AlertForm): number | undefined => {
    const text = String(form[field]).trim();
    if (text === "") return undefined;
    const ms = parseDurationMs(text) ?? (text === "0" ? 0 : null);
    if (ms === null) errors[field] = "use a time such as 90s, 5m, 2h or 3d";
    return ms === null ? undefined : ms / 1_000;
  };
  const number = (field: keyof AlertForm, scale: number): number | undefined => {
    const text = String(form[field]).trim();
    if (text === "") return undefined;
    const value = Number(text.replace(",", "."));
    if (!Number.isFinite(value)) errors[field] = "this is not a number";
    return Number.isFinite(value) ? Number((value / scale).toPrecision(12)) : undefined;
  };
  const scale = scaleOf(form);
  const needs = formNeeds(form);
  const threshold = number("threshold", scale);
  if (threshold === undefined) errors.threshold ??= "say at which value it is too much";
  const compare = { offsetSeconds: seconds("compareOffset"), as: form.compareAs };
  return given({
    name: form.name,
    enabled: form.enabled,
    query: given({
      concern: form.concern,
      measure: form.measure,
      groupBy: form.groupBy,
      filters: filtersOf(form),
      windowSeconds: seconds("window"),
      targetMs: needs.target ? number("targetMs", 1) : undefined,
      objective: needs.objective ? number("objective", 100) : undefined,
      shortWindowSeconds: needs.objective ? seconds("shortWindow") : undefined,
      compare: form.form === "compare" ? compare : undefined,
      forecast: form.form === "forecast" ? { horizonSeconds: seconds("horizon") } : undefined,
    }),
    operator: form.operator,
    threshold,
    recoveryThreshold: number("recovery", scale),
    forSeconds: seconds("for"),
    keepFiringForSeconds: seconds("keepFiring"),
    minimumCount: needs.count ? number("minimumCount", 1) : undefined,
    noData: form.noData,
    ...(form.stale === "same"
      ? {}
      : { staleData: form.stale, staleAfterSeconds: seconds("staleAfter") }),
    minimumSeenSeconds: needs.seen ? seconds("minimumSeen") : undefined,
    intervalSeconds: seconds("interval"),
    severity: form.severity,
    labels: labelsOf(form, errors),
    channelIds: form.channelIds,
    description: form.description.trim() || undefined,
    runbookUrl: form.runbookUrl.trim() || undefined,
    owner: form.owner.trim() || undefined,
  });
}

const given = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const partsOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

const filtersOf = ({ filters }: AlertForm) =>
  Object.fromEntries(
    filters.flatMap(({ name, values }) => {
      const parts = partsOf(values);
      return name === "" || parts.length === 0 ? [] : [[name, parts]];
    }),
  );

function labelsOf({ labels }: AlertForm, errors: AlertFormErrors) {
  const pairs = partsOf(labels).map((part) => {
    const at = part.indexOf("=");
    if (at <= 0) errors.labels = "write team=shop, tier=1";
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}

import type { z } from "zod";
import type { ObjectiveStatus, objectiveSpec } from "@/lib/contract/objectives.ts";

/** An objective as it stands in its dialog: texts as they are typed, shares in per cent. */
export type ObjectiveForm = {
  name: string;
  service: string;
  route: string;
  target: string;
  targetMs: string;
  windowDays: string;
  minimumCount: string;
  alerts: boolean;
  channelIds: string[];
};

const listed = (values: readonly string[] | undefined): string => (values ?? []).join(", ");
const partsOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
const numberText = (value: number | undefined): string =>
  value === undefined ? "" : String(value);

/** The dialog of an objective; null: of a new one. */
export const toObjectiveForm = (objective: ObjectiveStatus | null): ObjectiveForm => ({
  name: objective?.name ?? "",
  service: listed(objective?.filters.service),
  route: listed(objective?.filters.route),
  target: String(Number(((objective?.target ?? 0.999) * 100).toPrecision(12))),
  targetMs: numberText(objective?.targetMs),
  windowDays: String(objective?.windowDays ?? 30),
  minimumCount: numberText(objective?.minimumCount),
  alerts: objective?.alerts ?? true,
  channelIds: objective?.channelIds ?? [],
});

const number = (text: string): number => Number(text.trim().replace(",", "."));
const optional = (name: string, text: string) =>
  text.trim() === "" ? {} : { [name]: number(text) };

/** What the API gets of a dialog; what the dialog does not show stays as it was. The API says what is wrong with it. */
export function objectiveBody(
  form: ObjectiveForm,
  before: ObjectiveStatus | null,
): z.input<typeof objectiveSpec> {
  const { groupBy, labels, description, runbookUrl, owner, filters = {} } = before ?? {};
  const asked = { service: partsOf(form.service), route: partsOf(form.route) };
  const kept = Object.entries({ ...filters, ...asked }).filter(([, values]) => values.length > 0);
  const days = number(form.windowDays);
  return {
    ...{ name: form.name, filters: Object.fromEntries(kept), groupBy, labels },
    ...{ description, runbookUrl, owner, alerts: form.alerts, channelIds: form.channelIds },
    target: Number((number(form.target) / 100).toPrecision(12)),
    windowDays: days === 7 || days === 28 ? days : 30,
    ...optional("targetMs", form.targetMs),
    ...optional("minimumCount", form.minimumCount),
  };
}

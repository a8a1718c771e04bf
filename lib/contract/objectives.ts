import { z } from "zod";
import { REQUEST_FILTERS } from "@/lib/domain/chart-spec.ts";
import { BURN_WINDOWS, type BurnWindow } from "@/lib/domain/objectives.ts";
import { REQUEST_GROUPINGS } from "@/lib/domain/requests.ts";
import { type AlertRuleSpec, alertRuleSpec, ruleLabels } from "./alert-rules.ts";
import { filter, instant } from "./time.ts";

const values = z
  .union([z.string(), z.array(z.string()).max(100)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const shape = {
  name: z.string().trim().min(1, "give it a name").max(150),
  filters: z.partialRecord(z.enum(REQUEST_FILTERS), values).default({}).meta({
    description: "Values by dimension of the requests that count, such as service and route",
  }),
  groupBy: z.array(z.enum(REQUEST_GROUPINGS)).max(8).default(["service"]).meta({
    description: "Each group has a budget of its own",
  }),
  target: z.number().gt(0).lt(1).meta({
    description: "The share of requests that must be good, such as 0.999",
  }),
  targetMs: z.number().positive().max(3_600_000).optional().meta({
    description: "A request is good that took at most so long; absent: that did not fail",
  }),
  windowDays: z.union([z.literal(7), z.literal(28), z.literal(30)]).default(30),
  alerts: z.boolean().default(true).meta({
    description: "Whether it alerts when its budget burns 14.4, 6 or 1 times too fast",
  }),
  minimumCount: z.number().int().min(1).optional().meta({
    description: "Fewer requests than this in the longer window prove nothing",
  }),
  channelIds: z.array(z.string().min(1)).max(20).default([]),
  labels: ruleLabels.default({}),
  description: z.string().max(2_000).optional(),
  runbookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  owner: z.string().max(200).optional(),
};

/** What services owe, as people write it. */
export const objectiveSpec = z.strictObject(shape);
export type ObjectiveSpec = z.infer<typeof objectiveSpec>;

const count = z.number().meta({ description: "Requests, by their weight" });
const rate = z.number().nullable().meta({ description: "null: there were no requests" });

const burn = z.object({
  burnRate: z.number().meta({ description: "At which it alerts" }),
  longSeconds: z.number(),
  shortSeconds: z.number(),
  severity: z.enum(["critical", "warning"]),
  long: rate,
  short: rate,
  isBurning: z.boolean().meta({ description: "Both windows burn at least so fast" }),
});

const group = z.object({
  key: z.record(z.string(), z.string()),
  total: count,
  bad: count,
  goodRatio: z.number().nullable(),
  budgetLeft: z.number().nullable().meta({ description: "1: all of it, below 0: overspent" }),
  burns: z.array(burn),
});
export type ObjectiveGroup = z.infer<typeof group>;

/** A stored objective. */
export const objective = z.object({
  ...shape,
  filters: z.partialRecord(z.enum(REQUEST_FILTERS), z.array(z.string())),
  id: z.string(),
  source: z.string().nullable().meta({
    description: "The file that it comes from and that alone changes it; null: none",
  }),
  version: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
  updatedBy: z.string(),
});
export type StoredObjectiveSpec = z.infer<typeof objective>;

const withGroups = objective.extend({
  groups: z.array(group).meta({ description: "Those with the least budget first" }),
  error: z.string().nullable().meta({ description: "Why its groups could not be worked out" }),
});

export const objectivesParams = z.object({ id: filter });
export const objectivesResponse = z.object({ objectives: z.array(withGroups) });
export type ObjectivesResponse = z.infer<typeof objectivesResponse>;
export type ObjectiveStatus = ObjectivesResponse["objectives"][number];

const point = z.object({
  at: instant,
  total: count.nullable(),
  bad: count.nullable(),
  budgetLeft: z.number().nullable().meta({ description: "At the end of the step" }),
});

/** One objective with the course of each group's budget over its window. */
export const objectiveResponse = withGroups.extend({
  from: instant,
  to: instant,
  stepSeconds: z.number(),
  groups: z.array(group.extend({ points: z.array(point) })),
});
export type ObjectiveResponse = z.infer<typeof objectiveResponse>;

/** The id under which a rule of an objective is known, in alerts too. */
const ruleIdOf = (id: string, { longSeconds }: BurnWindow): string => `${id}:${longSeconds}`;

/** The ids of all rules that an objective has or may have. */
export const objectiveRuleIds = (id: string): string[] =>
  BURN_WINDOWS.map((window) => ruleIdOf(id, window));

/** The rules of an objective: one for each pair of windows, evaluated like any other. */
export function objectiveRules(
  id: string,
  spec: ObjectiveSpec,
): { id: string; spec: AlertRuleSpec }[] {
  const { name, target, targetMs, filters, groupBy, minimumCount, alerts } = spec;
  const { channelIds, labels, description, runbookUrl, owner } = spec;
  if (!alerts) return [];
  return BURN_WINDOWS.map((window) => ({
    id: ruleIdOf(id, window),
    spec: alertRuleSpec.parse({
      name: `${name}: budget burns ${window.burnRate} times too fast`,
      query: {
        ...{ concern: "requests", measure: "burnRate", filters, groupBy, objective: target },
        ...{ windowSeconds: window.longSeconds, shortWindowSeconds: window.shortSeconds },
        ...(targetMs === undefined ? {} : { targetMs }),
      },
      ...{ operator: ">=", threshold: window.burnRate, severity: window.severity, noData: "ok" },
      labels: { ...labels, objective: name },
      ...{ channelIds, description, runbookUrl, owner, minimumCount },
    }),
  }));
}

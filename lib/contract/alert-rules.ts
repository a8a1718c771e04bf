import { z } from "zod";
import { alertFormProblem } from "@/lib/domain/alert-forms.ts";
import { ALERT_CONCERNS, type AlertConcern, alertConcern } from "@/lib/domain/alert-measures.ts";
import {
  ALERT_OPERATORS,
  ALERT_SEVERITIES,
  COMPARED_AS,
  NO_DATA_POLICIES,
  recoveryProblem,
} from "@/lib/domain/alerts.ts";
import { instant } from "./time.ts";

const DAY = 86_400;
const seconds = (least: number, most: number) =>
  z
    .number()
    .min(least, `use ${least} to ${most} seconds`)
    .max(most, `use ${least} to ${most} seconds`);

const values = z
  .union([z.string(), z.array(z.string()).max(100)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const list = (names: readonly string[]) => (names.length === 0 ? "nothing" : names.join(", "));

/** What of a query the concern cannot answer, the first such thing. */
function queryProblem(
  concern: AlertConcern,
  query: { measure: string; filters: Record<string, string[]>; groupBy: string[] },
): { path: string[]; message: string } | null {
  const { measures, filters, groupings } = concern;
  if (measures !== null && !Object.hasOwn(measures, query.measure)) {
    return { path: ["measure"], message: `use one of ${list(Object.keys(measures))}` };
  }
  const filter = Object.keys(query.filters).find((name) => !(filters?.includes(name) ?? true));
  if (filter !== undefined) {
    return { path: ["filters", filter], message: `it can be filtered by ${list(filters ?? [])}` };
  }
  const group = query.groupBy.findIndex((name) => !(groupings?.includes(name) ?? true));
  if (group < 0) return null;
  return {
    path: ["groupBy", String(group)],
    message: `it can be grouped by ${list(groupings ?? [])}`,
  };
}

/** What the value is made of, beside the measure over the window. */
const formShape = {
  targetMs: z.number().positive().max(3_600_000).optional().meta({
    description:
      "Of requests: how long one may take to be good; apdex tolerates four times as much. apdex and slowRatio need it, burnRate counts errors without it",
  }),
  objective: z.number().gt(0).lt(1).optional().meta({
    description: "Of burnRate: the share of requests that must be good, such as 0.999",
  }),
  shortWindowSeconds: seconds(10, 30 * DAY)
    .optional()
    .meta({
      description: "Of burnRate: the slower of both windows counts, so that it ends soon",
    }),
  compare: z
    .strictObject({ offsetSeconds: seconds(3_600, 28 * DAY), as: z.enum(COMPARED_AS) })
    .optional()
    .meta({
      description:
        "Holds now against the same window so long before: 86400 is yesterday, 604800 last week; ratio: now / then, difference: now - then",
    }),
  forecast: z
    .strictObject({ horizonSeconds: seconds(60, 90 * DAY) })
    .optional()
    .meta({
      description:
        "Where the straight line through the window's values (least squares) leads after so long",
    }),
};

const queryShape = {
  concern: z
    .string()
    .refine((name) => alertConcern(name) !== null, {
      message: `use one of ${Object.keys(ALERT_CONCERNS).join(", ")}`,
    })
    .meta({ description: `One of ${Object.keys(ALERT_CONCERNS).join(", ")}` }),
  measure: z.string().min(1).max(255).meta({
    description: "A figure of the concern's answers, such as p95Ms; of metrics the metric's name",
  }),
  filters: z.record(z.string().max(255), values).default({}).meta({
    description: "Values by dimension; of metrics also agg, as /metrics/query takes it",
  }),
  groupBy: z.array(z.string().max(255)).max(8).default([]).meta({
    description:
      "Each group is an alert of its own. Requests and metrics are merged into groups; of other concerns the worst thing of a group counts",
  }),
  windowSeconds: seconds(10, 30 * DAY)
    .default(300)
    .meta({ description: "Each evaluation looks at so many seconds before it" }),
  ...formShape,
};

const alertQuery = z.strictObject(queryShape).superRefine((query, context) => {
  const concern = alertConcern(query.concern);
  const problem = concern && (queryProblem(concern, query) ?? alertFormProblem(query));
  if (problem) context.addIssue({ code: "custom", ...problem });
});

const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;
export const ruleLabels = z
  .record(z.string(), z.string().max(500))
  .superRefine((given, context) => {
    const wrong = Object.keys(given).find((name) => !LABEL_NAME.test(name));
    if (wrong === undefined) return;
    const message = "a label's name is letters, digits, _ . - and begins with no digit";
    context.addIssue({ code: "custom", path: [wrong], message });
  });

const shape = {
  name: z.string().trim().min(1, "give it a name").max(200),
  enabled: z.boolean().default(true),
  query: alertQuery,
  operator: z.enum(ALERT_OPERATORS),
  threshold: z.number().meta({ description: "In the measure's unit: ms, ratios 0 to 1" }),
  forSeconds: seconds(0, 7 * DAY)
    .default(0)
    .meta({ description: "How long it must have been so before it fires" }),
  recoveryThreshold: z.number().optional().meta({
    description: "A firing alert has recovered on the other side of this; absent: of the threshold",
  }),
  keepFiringForSeconds: seconds(0, 7 * DAY).optional(),
  minimumCount: z.number().int().min(1).optional().meta({
    description: "Fewer samples in the window than this prove nothing",
  }),
  noData: z.enum(NO_DATA_POLICIES).default("keep").meta({
    description:
      "When a group reports nothing: alert, keep its state, or count it as ok. With staleData only of what was never heard of",
  }),
  staleAfterSeconds: seconds(10, 7 * DAY)
    .optional()
    .meta({
      description:
        "A group that was heard of keeps its state through so long a silence; then staleData counts",
    }),
  staleData: z.enum(NO_DATA_POLICIES).optional().meta({
    description: "When a group was silent for staleAfterSeconds; absent: noData says it all",
  }),
  minimumSeenSeconds: seconds(10, DAY).optional().meta({
    description:
      "Silence is only an alert of a group that had been heard of for so long, times of silence taken off; absent: of every one",
  }),
  intervalSeconds: seconds(1, DAY).default(60),
  severity: z.enum(ALERT_SEVERITIES).default("warning"),
  labels: ruleLabels.default({}),
  channelIds: z.array(z.string().min(1)).max(20).default([]),
  description: z.string().max(2_000).optional(),
  runbookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  owner: z.string().max(200).optional(),
};

/** A rule as people write it. */
export const alertRuleSpec = z.strictObject(shape).superRefine((rule, context) => {
  const recoveryThreshold = rule.recoveryThreshold ?? null;
  const recovery = recoveryProblem({ ...rule, recoveryThreshold });
  if (recovery !== null) {
    context.addIssue({ code: "custom", path: ["recoveryThreshold"], message: recovery });
  }
  if (rule.minimumCount !== undefined && alertConcern(rule.query.concern)?.hasCount === false) {
    const message = `${rule.query.concern} do not tell how many samples a value has: leave it out`;
    context.addIssue({ code: "custom", path: ["minimumCount"], message });
  }
  const halves = (["staleAfterSeconds", "staleData"] as const).filter(
    (name) => rule[name] === undefined,
  );
  const [missing] = halves;
  if (missing !== undefined && halves.length === 1) {
    const message = "staleAfterSeconds and staleData go together";
    context.addIssue({ code: "custom", path: [missing], message });
  }
  if (rule.minimumSeenSeconds !== undefined && (rule.staleData ?? rule.noData) !== "alert") {
    const message = "silence is no alert of this rule: leave it out, or set noData or staleData";
    context.addIssue({ code: "custom", path: ["minimumSeenSeconds"], message });
  }
});
export type AlertRuleSpec = z.infer<typeof alertRuleSpec>;

/** A stored rule. */
export const alertRule = z.object({
  ...shape,
  query: z.object({ ...queryShape, filters: z.record(z.string(), z.array(z.string())) }),
  id: z.string(),
  source: z.string().nullable().meta({
    description: "The file that it comes from and that alone changes it; null: none",
  }),
  /** Grows with every change. */
  version: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
  updatedBy: z.string(),
});
export type AlertRule = z.infer<typeof alertRule>;

const ruleFileProblem = z.object({
  source: z.string().meta({ description: "The file; of a folder that cannot be read, the folder" }),
  line: z.int().nullable(),
  message: z.string(),
});
export type RuleFileProblem = z.infer<typeof ruleFileProblem>;

export const alertRulesResponse = z.object({
  rules: z.array(alertRule),
  fileProblems: z.array(ruleFileProblem).meta({
    description:
      "What is wrong with files of HEADROOM_RULES_DIR; what came from them stays as it was",
  }),
});
export type AlertRulesResponse = z.infer<typeof alertRulesResponse>;

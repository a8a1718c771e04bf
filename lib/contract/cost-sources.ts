import { z } from "zod";
import {
  COST_BASES,
  COST_EXPLORER_SPLITS,
  COST_SOURCE_ERRORS,
  type CostExplorerSplit,
  OPENCOST_AGGREGATES,
} from "@/lib/domain/cost-sources.ts";
import { COST_METRICS } from "@/lib/domain/costs.ts";
import { priceListSettings } from "./price-list.ts";
import { instant } from "./time.ts";

const day = z.iso.date();
const amount = z.string().meta({ description: "exact decimal" });

const splitBy = z
  .string()
  .refine(
    (text): text is CostExplorerSplit =>
      COST_EXPLORER_SPLITS.some((split) => split === text) || /^tag:.+$/s.test(text),
    { error: `use ${COST_EXPLORER_SPLITS.join(", ")} or tag:NAME` },
  );
const everyHours = z.number().int().min(1).max(168);

/** How AWS Cost Explorer is read. */
export const costExplorerSettings = z.strictObject({
  kind: z.literal("cost-explorer"),
  splitBy: splitBy.default("recordType").meta({
    description: "What each service's day is split by besides; the record type tells credits apart",
  }),
  roleArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
      "a role such as arn:aws:iam::123456789012:role/costs",
    )
    .nullable()
    .default(null),
  externalId: z.string().min(2).max(1_224).nullable().default(null),
  months: z.number().int().min(2).max(14).default(13).meta({
    description: "Months to have in all; Cost Explorer knows no more than 14",
  }),
  everyHours: everyHours.default(12),
  dailyRequests: z.number().int().min(4).max(1_000).default(30).meta({
    description: "No more than these are sent in a day (UTC); AWS asks $0.01 for each",
  }),
});

/** How OpenCost's allocation API is read. */
export const opencostSettings = z.strictObject({
  kind: z.literal("opencost"),
  url: z
    .url({ protocol: /^https?$/, error: "an address such as http://opencost.opencost:9003" })
    .max(2_000)
    .refine((text) => !URL.canParse(text) || new URL(text).username === "", {
      message: "leave user and password out of the address",
    }),
  aggregate: z.enum(OPENCOST_AGGREGATES).default("namespace"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "a currency such as USD")
    .default("USD"),
  days: z.number().int().min(1).max(90).default(14).meta({
    description: "Whole days that are read at first, as far as its Prometheus keeps them",
  }),
  everyHours: everyHours.default(6),
});

/** How a source is read, by its kind. */
export const costSourceSettings = z.discriminatedUnion("kind", [
  costExplorerSettings,
  opencostSettings,
  priceListSettings,
]);
export type CostSourceSettings = z.infer<typeof costSourceSettings>;

const name = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "letters, digits, dots and dashes, 64 at most");

/** A source as somebody gives it. */
export const newCostSource = z.strictObject({
  source: name,
  enabled: z.boolean().default(true),
  settings: costSourceSettings,
  token: z.string().min(1).max(4_000).optional().meta({
    description:
      "A bearer token that OpenCost asks for; kept encrypted and never told. Absent: the one before stays",
  }),
});
export type NewCostSource = z.infer<typeof newCostSource>;

/** A source as somebody changes it; its kind stays. */
export const changedCostSource = newCostSource.omit({ source: true });
export type ChangedCostSource = z.infer<typeof changedCostSource>;

/** A source's own total of a billing period beside what is stored of it. */
const reconciliation = z.object({
  period: day,
  currency: z.string(),
  metric: z.enum(COST_METRICS),
  own: amount,
  stored: amount,
  /** `stored` less `own`. */
  difference: amount,
  agrees: z.boolean(),
  /** Why they differ; null: they agree. */
  reason: z.string().nullable(),
  readAt: instant,
});

export const COST_SOURCE_STATES = [
  "ok",
  "running",
  "waiting",
  "failing",
  "budget-used",
  "off",
] as const;

export const costSource = z.object({
  source: z.string(),
  /** `price-list`: prices typed in, times what telemetry tells. `files`: what was uploaded, sent or laid in the watched folder. */
  kind: z.enum(["cost-explorer", "opencost", "price-list", "files"]),
  origin: z.enum(["api", "environment", "files"]),
  /** `waiting`: not read yet. `failing`: what is shown is the last that was good. */
  state: z.enum(COST_SOURCE_STATES),
  enabled: z.boolean(),
  /** Null of files. Secrets are never told. */
  settings: costSourceSettings.nullable(),
  basis: z.enum(COST_BASES),
  lastRunAt: instant.nullable(),
  /** When what is shown was read. */
  lastGoodAt: instant.nullable(),
  nextRunAt: instant.nullable(),
  error: z
    .object({
      kind: z.enum(COST_SOURCE_ERRORS),
      message: z.string(),
      since: instant,
      /** How often it failed in a row. */
      times: z.number().int(),
    })
    .nullable(),
  /** Null: its requests cost nothing. */
  requests: z
    .object({
      today: z.number().int(),
      dailyBudget: z.number().int(),
      thisMonth: z.number().int(),
      /** What AWS asks for those of this month. */
      thisMonthUsd: amount,
    })
    .nullable(),
  firstDay: day.nullable(),
  lastDay: day.nullable(),
  /** The last day of which everything was told so far. */
  completeThrough: day.nullable(),
  lineCount: z.number().int(),
  currencies: z.array(z.string()),
  /** The newest period first; empty: the source tells no totals. */
  reconciliation: z.array(reconciliation),
});
export type CostSourceAnswer = z.infer<typeof costSource>;

/** A file of the watched folder. */
const costFile = z.object({
  path: z.string(),
  state: z.enum(["waiting", "reading", "done", "broken"]).meta({
    description: "waiting: still being written. broken: no bill; read again once it changes",
  }),
  error: z.string().nullable(),
  bytes: z.number(),
  modifiedAt: instant,
  /** Since when it is as it is. */
  since: instant,
  importId: z.string().nullable(),
});

export const costSourcesResponse = z.object({
  sources: z.array(costSource),
  /** `path` null: no folder is watched. The first hundred files, those with trouble first. */
  folder: z.object({
    path: z.string().nullable(),
    files: z.array(costFile),
    fileCount: z.number().int(),
    brokenCount: z.number().int(),
  }),
});
export type CostSourcesResponse = z.infer<typeof costSourcesResponse>;

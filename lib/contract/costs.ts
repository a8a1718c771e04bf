import { z } from "zod";
import { FORECAST_MODELS } from "@/lib/domain/cost-forecast.ts";
import { COST_BASES } from "@/lib/domain/cost-sources.ts";
import { COST_METRICS } from "@/lib/domain/costs.ts";
import { filter, instant } from "./time.ts";

/** A whole day, UTC. */
const day = z.iso.date();
/** An exact decimal without exponent and without trailing zeros. */
const amount = z.string().meta({ description: "exact decimal" });

const GROUPINGS = [
  "service",
  "account",
  "region",
  "category",
  "chargeCategory",
  "pricingCategory",
  "provider",
  "source",
];
const TAG = /^tag:.+$/s;

export const costsParams = z.object({
  from: z.string().default("now-30d"),
  to: z.string().default("now"),
  granularity: z.enum(["day", "month"]).default("day"),
  groupBy: filter
    .transform((names) => names.flatMap((name) => (TAG.test(name) ? [name] : name.split(","))))
    .pipe(
      z
        .array(
          z.string().refine((name) => GROUPINGS.includes(name) || TAG.test(name), {
            error: `use ${GROUPINGS.join(", ")} or tag:NAME`,
          }),
        )
        .max(2, "at most two"),
    ),
  metric: z.enum(COST_METRICS).optional(),
  currency: z.string().optional(),
  convertTo: z
    .string()
    .regex(/^[A-Z]{3}$/, "a currency such as USD")
    .optional()
    .meta({
      description:
        "Tells every currency that the table of rates has a rate for in this one; instead of currency",
    }),
  /** Bills, what OpenCost allots, or an estimate by a price list; unless given the first of them that there is. */
  basis: z.enum(COST_BASES).optional(),
  service: filter,
  account: filter,
  region: filter,
  category: filter,
  chargeCategory: filter,
  provider: filter,
  source: filter,
  compare: z
    .literal("previous")
    .optional()
    .meta({ description: "Whole days of the range beside the same days of the month before" }),
});
export type CostsParams = z.infer<typeof costsParams>;

const estimate = z.string().meta({ description: "decimal, an estimate" });

/** Whole days of the range, and as many before them: of a month the same days of the month before. */
const compared = z.object({
  from: day,
  through: day,
  total: amount,
  previousFrom: day,
  previousThrough: day,
  previousTotal: amount.nullable().meta({ description: "null: no bill tells of those days" }),
  /** What each of the days (or months) before came to, so that they can stand beside those of the range. */
  previousPoints: z.array(z.object({ day, amount: amount.nullable() })),
});

const forecast = z.object({
  month: day,
  /** The last day that is told as a whole; what follows is forecast. */
  through: day,
  spent: amount.meta({ description: "Of the days so far" }),
  total: estimate,
  low: estimate,
  high: estimate,
  level: z.number().meta({ description: "How often the month should end between low and high" }),
  model: z.enum(FORECAST_MODELS),
  basedOnDays: z.number(),
  days: z.array(z.object({ day, amount: estimate, low: estimate, high: estimate })),
  /** How it did on months that were held back; null: none is whole yet. */
  trial: z
    .object({
      ...{ monthCount: z.number(), forecastCount: z.number() },
      errorRatio: z.number(),
      naiveErrorRatio: z.number(),
      withinRatio: z.number(),
    })
    .nullable(),
});

const anomaly = z.object({
  service: z.string(),
  from: day,
  to: day.meta({ description: "Its last day" }),
  dayCount: z.number(),
  amount: estimate,
  expected: estimate,
  over: estimate,
  isOngoing: z.boolean(),
});

/** What a source says that a bill comes to, beside what is stored of it, in whole; in the bill's own currency. */
const reconciliation = z.object({
  ...{ source: z.string(), part: z.string(), period: day, metric: z.enum(COST_METRICS) },
  currency: z.string(),
  own: amount,
  stored: amount,
  difference: amount.meta({ description: "stored less own" }),
  rejectedCount: z.number().meta({ description: "Rows that could not be read" }),
});

/** Of what was told in one currency: by which rate each day was converted, and what could not be. */
const conversion = z.object({
  to: z.string(),
  rates: z.array(
    z.object({
      from: z.string(),
      rate: amount.meta({ description: "What one unit of `from` is worth" }),
      day: day.meta({ description: "From which the rate holds" }),
      firstDay: day,
      lastDay: day,
    }),
  ),
  /** Of `otherCurrencies`: why they are not in the amounts. */
  leftOut: z.array(z.object({ currency: z.string(), reason: z.string() })),
});

/** `amount` null: no bill covers that time. `estimated`: the source may still correct it. */
const costPoint = z.object({ day, amount: amount.nullable(), estimated: z.boolean() });

export const costsResponse = z.object({
  from: instant,
  to: instant,
  granularity: z.enum(["day", "month"]),
  /** Null: no bill covers the range. */
  currency: z.string().nullable(),
  /** Other currencies of the same range: they are never added up. */
  otherCurrencies: z.array(z.string()),
  /** Null: amounts are in the currency of their bill. */
  conversion: conversion.nullable(),
  metric: z.enum(COST_METRICS).nullable(),
  /** What the amounts rest on; null: nothing covers the range. */
  basis: z.enum(COST_BASES).nullable(),
  /** What else tells of the same range: of the same money, so it is never added. */
  otherBases: z.array(z.enum(COST_BASES)),
  total: amount.nullable(),
  groups: z.array(
    z.object({
      key: z.record(z.string(), z.string()),
      total: amount,
      points: z.array(costPoint),
      /** Of the days that are compared; absent: nothing is. */
      compared: z.object({ amount, previousAmount: amount.nullable() }).optional(),
    }),
  ),
  /** Null: not asked for, or no day of the range is told as a whole. */
  compared: compared.nullable(),
  /** Of the month that is being billed, if the range touches it; null: fewer than 14 days are known. */
  forecast: forecast.nullable(),
  /** By service of the bill, the most over expectation first. */
  anomalies: z.array(anomaly),
  /** Of bills whose period the range touches. */
  reconciliation: z.array(reconciliation),
  unitCost: z
    .object({
      /** Cost of 1,000 requests. */
      perThousandRequests: amount,
      requestCount: z.number(),
      /** Days of which both a bill and requests tell; the others count in neither. */
      dayCount: z.number(),
    })
    .nullable(),
  /** The last day of which every source has told everything so far; null: no bill yet. */
  completeThrough: day.nullable(),
});
export type CostsResponse = z.infer<typeof costsResponse>;

/** What a bill may be sent as. */
export const BILL_MEDIA_TYPES = [
  "text/csv",
  "application/gzip",
  "application/x-gzip",
  "application/vnd.apache.parquet",
  "application/octet-stream",
] as const;

export const costImportParams = z.object({
  format: z.enum(["focus"]).default("focus"),
  source: z.string().min(1).max(64).default("focus"),
  /** A bill that comes as several files: the name of this one. */
  part: z.string().max(256).default(""),
});
export type CostImportParams = z.infer<typeof costImportParams>;

export const costImport = z.object({
  id: z.string(),
  /** `failed`: nothing of it is stored; `error` says why. */
  state: z.enum(["running", "done", "failed"]),
  error: z.string().nullable(),
  /** Of the file, as it was sent. */
  bytesRead: z.number(),
  /** Null: its length is not known. */
  bytesTotal: z.number().nullable(),
  source: z.string(),
  part: z.string(),
  rows: z.number(),
  imported: z.number(),
  /** Rows of earlier imports of the same bills that are gone now. */
  replaced: z.number(),
  /** The first thousand of them. */
  rejected: z.array(z.object({ row: z.number(), reason: z.string() })),
  rejectedCount: z.number(),
  from: day.nullable(),
  /** The last day. */
  to: day.nullable(),
  totals: z.array(
    z.object({
      currency: z.string(),
      billedCost: amount.nullable(),
      effectiveCost: amount.nullable(),
    }),
  ),
});
export type CostImportAnswer = z.infer<typeof costImport>;

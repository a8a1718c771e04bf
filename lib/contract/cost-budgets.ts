import { z } from "zod";
import { isDecimalText } from "@/lib/domain/costs.ts";
import { filter } from "./time.ts";

const day = z.iso.date();
const amount = z.string().meta({ description: "exact decimal" });

/** What a budget counts: lines with one of the values of each; an absent one lets everything through. */
const values = z.array(z.string().max(500)).min(1).max(50).optional();
const filters = z.strictObject({
  service: values,
  account: values,
  region: values,
  category: values,
  chargeCategory: values,
  provider: values,
  source: values,
});

/** Body of `POST /api/v1/costs/budgets` and of `PUT /api/v1/costs/budgets/{id}`. */
export const newBudget = z.strictObject({
  name: z.string().trim().min(1, "give it a name").max(100),
  currency: z.string().trim().min(1).max(16),
  amount: z
    .string()
    .refine((text) => isDecimalText(text) && Number(text) > 0, "a decimal above 0, such as 12000")
    .meta({ description: "What a month may cost, an exact decimal" }),
  filters: filters.default({}),
});
export type NewBudget = z.infer<typeof newBudget>;

export const budgetsParams = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a month such as 2026-11")
    .optional()
    .meta({ description: "Absent: the last month that a bill tells of, else this one" }),
  id: filter.meta({ description: "Only these budgets" }),
});
export type BudgetsParams = z.infer<typeof budgetsParams>;

const outcome = {
  month: day,
  /** The last day that is told as a whole. */
  completeThrough: day.nullable(),
  spent: amount.nullable().meta({ description: "null: no bill tells of the month" }),
  usedRatio: z.number().nullable(),
  /** Of the whole days so far, so that it compares with the used share. */
  monthPassedRatio: z.number(),
  forecast: z.object({ total: amount, low: amount, high: amount }).nullable(),
  forecastRatio: z.number().nullable().meta({ description: "The forecast against the budget" }),
  /** The forecast, or without one what was spent, less the budget. */
  over: amount.nullable(),
  status: z.enum(["ok", "warning", "critical", "unknown"]),
  /** What was spent from the first day through each; null: no bill tells of the day. */
  days: z.array(z.object({ day, spent: amount.nullable() })),
};

export const budgetStored = z.object({
  id: z.string(),
  ...newBudget.shape,
  createdBy: z.string(),
});
export type BudgetStored = z.infer<typeof budgetStored>;

export const budget = z.object({ ...budgetStored.shape, ...outcome });
export type Budget = z.infer<typeof budget>;

export const budgetsResponse = z.object({ month: day, budgets: z.array(budget) });
export type BudgetsResponse = z.infer<typeof budgetsResponse>;

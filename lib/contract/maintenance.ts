import { z } from "zod";
import { isTimeZone, WEEKDAYS } from "@/lib/domain/maintenance.ts";
import { matcher } from "./silences.ts";
import { instant } from "./time.ts";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time such as 02:30");
const moment = z
  .string()
  .regex(/^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, "such as 2026-12-24T22:00")
  .refine((text) => Number.isFinite(Date.parse(`${text}:00Z`)), "there is no such day");

const once = z
  .strictObject({ kind: z.literal("once"), from: moment, to: moment })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "it must lie after from" });
const weekly = z.strictObject({
  kind: z.literal("weekly"),
  days: z.array(z.enum(WEEKDAYS)).min(1, "name a day").max(7),
  from: timeOfDay,
  to: timeOfDay.meta({ description: "Not later than from: on the next day" }),
});

const shape = {
  name: z.string().trim().min(1, "give it a name").max(200),
  matchers: z.array(matcher).max(20).default([]).meta({ description: "None: every alert" }),
  timeZone: z
    .string()
    .max(100)
    .refine(isTimeZone, "a time zone such as Europe/Berlin")
    .default("UTC"),
  schedule: z.discriminatedUnion("kind", [once, weekly]).meta({
    description: "By the clocks of the time zone, also on days on which they are changed",
  }),
};

/** A window as somebody gives it. */
export const newMaintenance = z.strictObject(shape);
export type NewMaintenance = z.infer<typeof newMaintenance>;

export const maintenance = z.object({
  ...shape,
  id: z.string(),
  createdAt: instant,
  createdBy: z.string(),
  /** Now, else the next time; null: it is over. */
  next: z.object({ from: instant, to: instant }).nullable(),
  isActive: z.boolean(),
});
export type MaintenanceResponse = z.infer<typeof maintenance>;

export const maintenancesResponse = z.object({ windows: z.array(maintenance) });
export type MaintenancesResponse = z.infer<typeof maintenancesResponse>;

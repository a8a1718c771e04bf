import { z } from "zod";
import { STAGES } from "@/lib/domain/journey.ts";
import { concernParams, serviceKeyShape } from "./concern.ts";
import { instant } from "./time.ts";

export const journeyParams = concernParams.omit({ step: true, compare: true, instance: true });
export type JourneyParams = z.infer<typeof journeyParams>;

const users = z.number().nullable().meta({
  description: "Distinct users; null: no request named any",
});

const journeyItem = z.object({
  id: z.string(),
  stage: z.enum(STAGES),
  title: z.string(),
  why: z.string(),
  href: z.string().meta({ description: "The page that shows it" }),
  isAskedFor: z.boolean().meta({ description: "By the stage; of no known stage all are" }),
  isSeen: z.boolean().meta({ description: "In the last hour of the range" }),
  evidence: z.array(z.string()).meta({ description: "What shows it, at most five" }),
  evidenceCount: z.number(),
});
export type JourneyChecklistItem = z.infer<typeof journeyItem>;

export const journeyResponse = z.object({
  stage: z.enum(STAGES).nullable().meta({ description: "null: not known" }),
  usersPerDay: users.meta({ description: "The most on one of the last seven UTC days" }),
  standardErrorRatio: z.number().meta({ description: "Of every number of users" }),
  days: z.array(z.object({ day: z.string(), users })).meta({ description: "Oldest first" }),
  services: z.array(z.object({ ...serviceKeyShape, usersPerDay: z.number() })),
  checklist: z.array(journeyItem),
  seenFrom: instant,
  seenTo: instant,
});
export type JourneyResponse = z.infer<typeof journeyResponse>;

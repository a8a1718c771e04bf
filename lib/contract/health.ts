import { z } from "zod";
import { errorResponse } from "./error.ts";

export const liveResponse = z.object({ status: z.literal("ok") });
export type LiveResponse = z.infer<typeof liveResponse>;

/** What Headroom needs before it can take traffic, in the order in which it comes up. */
export const REQUISITES = ["database", "migrations", "ingest"] as const;
export type Requisite = (typeof REQUISITES)[number];

export const readyResponse = z.object({ status: z.literal("ready") });
export type ReadyResponse = z.infer<typeof readyResponse>;

/** The body of the 503 of a process that cannot take traffic (yet). */
export const notReadyResponse = errorResponse.extend({ missing: z.array(z.enum(REQUISITES)) });
export type NotReadyResponse = z.infer<typeof notReadyResponse>;

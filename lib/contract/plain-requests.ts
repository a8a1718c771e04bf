import { z } from "zod";
import type { PlainRequest } from "@/lib/domain/plain-request.ts";

const label = z.string().max(255);
const iso = z.iso.datetime({ offset: true });

/** Body of `POST /api/v1/requests`: finished requests of services without OpenTelemetry. */
export const plainRequestsBody = z
  .array(
    z.object({
      service: label.min(1),
      namespace: label.default(""),
      environment: label.default(""),
      endpoint: z.string().min(1).max(2_000).meta({ description: "A route, or a path" }),
      method: z.string().min(1).max(40),
      statusCode: z.number().int().min(100).max(999),
      duration: z.number().min(0).max(86_400_000).meta({ description: "Milliseconds" }),
      timestamp: iso.meta({ description: "When it finished, ISO 8601" }),
    }),
  )
  .max(10_000);

/** Answer: how many were taken, and why others were not. */
export const plainRequestsResponse = z.object({
  accepted: z.number(),
  rejected: z.number(),
  message: z.string(),
});

/** The domain's view of a parsed body. */
export const toPlainRequests = (body: z.infer<typeof plainRequestsBody>): PlainRequest[] =>
  body.map(({ duration, timestamp, ...request }) => ({
    ...request,
    durationMs: duration,
    finishedMs: Date.parse(timestamp),
  }));

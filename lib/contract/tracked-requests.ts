import { z } from "zod";

/** One finished request, told by a service without OpenTelemetry. */
export const trackedRequest = z.object({
  service: z.string().min(1),
  endpoint: z.string().min(1).meta({ description: "Route or path; ids in a path are templated" }),
  method: z.string().min(1),
  statusCode: z.number().int().min(100).max(599),
  duration: z.number().min(0).meta({ description: "Milliseconds" }),
  timestamp: z.iso.datetime({ offset: true }).meta({ description: "When it finished, ISO 8601" }),
});
export type TrackedRequest = z.infer<typeof trackedRequest>;

export const trackedRequests = z.array(trackedRequest);

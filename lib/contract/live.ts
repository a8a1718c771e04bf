import { z } from "zod";

/** `data:` of a server-sent event: services for which something new can be queried; `alerts`: one began, fired or ended. */
export const liveEvent = z.object({
  at: z.iso.datetime(),
  services: z.array(z.string()),
  signals: z.array(z.enum(["requests", "traces", "logs", "metrics", "alerts"])),
});
export type LiveEvent = z.infer<typeof liveEvent>;

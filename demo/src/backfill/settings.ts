import { z } from "zod";
import { readDuration } from "../duration.ts";
import type { Receiver } from "./push.ts";

/** The farthest back that a history may begin. */
const LONGEST_MS = 30 * 86_400_000;
const SHORTEST_MS = 3_600_000;

const schema = z.object({
  DEMO_BACKFILL: z
    .string()
    .transform(readDuration)
    .pipe(
      z
        .number({ error: "must be a duration such as 7d or 36h" })
        .min(SHORTEST_MS, "must be at least 1h")
        .max(LONGEST_MS, "must be at most 30d"),
    ),
  DEMO_BACKFILL_STATE: z.string().optional(),
  DEMO_KNOWN_SINCE: z.union([z.literal("none"), z.coerce.number().int()]).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().default("http://127.0.0.1:4318"),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().default(""),
});

export type BackfillSettings = {
  lengthMs: number;
  /** Where is remembered what was pushed; undefined: nowhere. */
  stateFile: string | undefined;
  /** When the receiver's first telemetry of the shop is from (Unix ms); null: it has none; undefined: unknown. */
  knownSinceMs: number | null | undefined;
  receiver: Receiver;
};

/** The settings of a backfill from its environment. Throws an Error that names each mistake. */
export function readBackfillSettings(environment: NodeJS.ProcessEnv): BackfillSettings {
  const { success, data, error } = schema.safeParse(environment);
  if (!success) {
    throw new Error(
      error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    );
  }
  return {
    lengthMs: data.DEMO_BACKFILL,
    stateFile: data.DEMO_BACKFILL_STATE,
    knownSinceMs: data.DEMO_KNOWN_SINCE === "none" ? null : data.DEMO_KNOWN_SINCE,
    receiver: {
      endpoint: data.OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: readHeaders(data.OTEL_EXPORTER_OTLP_HEADERS),
    },
  };
}

/** `name=value,name=value` with values percent-encoded, as every SDK reads it. */
function readHeaders(text: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [
        pair.slice(0, at).trim().toLowerCase(),
        decodeURIComponent(pair.slice(at + 1).trim()),
      ];
    }),
  );
}

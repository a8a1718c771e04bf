import { z } from "zod";

const schema = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().default("http://127.0.0.1:4318"),
  DEMO_DATABASE_URL: z.url({ error: "a Postgres URL is needed" }),
  REDIS_URL: z.url().optional(),
  DEMO_SPEED: z.coerce.number().positive().max(1000).default(1),
  DEMO_BACKFILL: z.string().optional(),
  DEMO_CONTROL_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
});

export type Settings = {
  /** Base URL of an OTLP/HTTP receiver. */
  otlpEndpoint: string;
  databaseUrl: string;
  /** Undefined: start a Redis if there is one, else do without. */
  redisUrl: string | undefined;
  /** How fast the fault schedule and the day of the load pass; 1 is real time. */
  speed: number;
  /** Whether a history is to be pushed; its own program reads the rest. */
  backfill: boolean;
  /** 0: any free port. */
  controlPort: number;
};

/** The launcher's settings from its environment; an empty value counts as unset. Throws an Error that names each mistake. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.entries(environment).filter(([, value]) => value !== "");
  const { success, data, error } = schema.safeParse(Object.fromEntries(given));
  if (!success) {
    throw new Error(
      error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    );
  }
  return {
    otlpEndpoint: data.OTEL_EXPORTER_OTLP_ENDPOINT,
    databaseUrl: data.DEMO_DATABASE_URL,
    redisUrl: data.REDIS_URL,
    speed: data.DEMO_SPEED,
    backfill: data.DEMO_BACKFILL !== undefined,
    controlPort: data.DEMO_CONTROL_PORT,
  };
}

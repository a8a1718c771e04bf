import { z } from "zod";

const schema = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().default("http://127.0.0.1:4318"),
  DEMO_DATABASE_URL: z.url({ error: "a Postgres URL is needed" }),
  REDIS_URL: z.url().optional(),
  DEMO_SPEED: z.coerce.number().positive().max(1000).default(1),
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
  /** 0: any free port. */
  controlPort: number;
};

/** The launcher's settings from its environment; an empty value counts as unset. Throws a ZodError. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.entries(environment).filter(([, value]) => value !== "");
  const parsed = schema.parse(Object.fromEntries(given));
  return {
    otlpEndpoint: parsed.OTEL_EXPORTER_OTLP_ENDPOINT,
    databaseUrl: parsed.DEMO_DATABASE_URL,
    redisUrl: parsed.REDIS_URL,
    speed: parsed.DEMO_SPEED,
    controlPort: parsed.DEMO_CONTROL_PORT,
  };
}

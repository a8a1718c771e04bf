import { z } from "zod";
import { INCIDENT_NAMES } from "../incident-names.mjs";
import type { RunAs } from "./guarded-program.ts";
import type { IncidentName } from "./incident-schedule.ts";

const schema = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().default("http://127.0.0.1:4318"),
  DEMO_DATABASE_URL: z.url().optional(),
  DEMO_POSTGRES_BIN: z.string().optional(),
  REDIS_URL: z.url().optional(),
  DEMO_MARKERS_URL: z.url().optional(),
  DEMO_MARKERS_KEY: z.string().optional(),
  DEMO_COSTS_URL: z.url().optional(),
  DEMO_COSTS_KEY: z.string().optional(),
  DEMO_SCHEDULE: z.enum(["on", "off"]).default("on"),
  DEMO_INCIDENT: z.enum(INCIDENT_NAMES).optional(),
  DEMO_DATA_DIR: z.string().optional(),
  DEMO_RUN_AS: z
    .string()
    .regex(/^\d+:\d+$/, "UID:GID in figures")
    .optional(),
  DEMO_SPEED: z.coerce.number().positive().max(1000).default(1),
  DEMO_ARRIVALS: z.coerce.number().positive().max(100).optional(),
  DEMO_BACKFILL: z.string().optional(),
  DEMO_CONTROL_FILE: z.string().optional(),
  DEMO_CONTROL_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
});

/** A server of the user's, or one of our own, with a replica, from the programs in `bin`. */
export type DatabaseChoice = { kind: "given"; url: string } | { kind: "own"; bin: string };

export type Settings = {
  /** Base URL of an OTLP/HTTP receiver. */
  otlpEndpoint: string;
  database: DatabaseChoice;
  /** Undefined: start a Redis if there is one, else do without. */
  redisUrl: string | undefined;
  /** Where incidents are marked, and the key for it. */
  markers: { url: string; key: string } | undefined;
  /** Where the shop's bill is sent, and the key for it. */
  costs: { url: string; key: string } | undefined;
  /** Whether incidents come by themselves. */
  schedule: boolean;
  /** The one that is to begin once the shop is warm. */
  incident: IncidentName | undefined;
  /** Where its own programs keep what they write; undefined: a temporary directory. */
  dataDir: string | undefined;
  /** Who runs programs that refuse root; null: our own user. */
  runAs: RunAs;
  /** How fast the incident schedule and the day of the load pass; 1 is real time. */
  speed: number;
  /** Arrivals a second; undefined: as many as the time of the day says. */
  arrivals: number | undefined;
  /** Whether a history is to be pushed; its own program reads the rest. */
  backfill: boolean;
  /** Where the address of the control endpoint is written while it runs. */
  controlFile: string | undefined;
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
    database: chooseDatabase(data),
    redisUrl: data.REDIS_URL,
    markers: readTarget(data.DEMO_MARKERS_URL, data.DEMO_MARKERS_KEY),
    costs: readTarget(data.DEMO_COSTS_URL, data.DEMO_COSTS_KEY),
    schedule: data.DEMO_SCHEDULE === "on",
    incident: data.DEMO_INCIDENT,
    dataDir: data.DEMO_DATA_DIR,
    runAs: readRunAs(data.DEMO_RUN_AS),
    speed: data.DEMO_SPEED,
    arrivals: data.DEMO_ARRIVALS,
    backfill: data.DEMO_BACKFILL !== undefined,
    controlFile: data.DEMO_CONTROL_FILE,
    controlPort: data.DEMO_CONTROL_PORT,
  };
}

function readRunAs(text: string | undefined): RunAs {
  if (text === undefined) return null;
  const [uid = 0, gid = 0] = text.split(":").map(Number);
  return { uid, gid };
}

const readTarget = (url: string | undefined, key: string | undefined) =>
  url === undefined || key === undefined ? undefined : { url, key };

function chooseDatabase(data: z.infer<typeof schema>): DatabaseChoice {
  if (data.DEMO_DATABASE_URL !== undefined) return { kind: "given", url: data.DEMO_DATABASE_URL };
  if (data.DEMO_POSTGRES_BIN !== undefined) return { kind: "own", bin: data.DEMO_POSTGRES_BIN };
  throw new Error(
    "DEMO_DATABASE_URL: a Postgres URL is needed, or DEMO_POSTGRES_BIN with the programs of one",
  );
}

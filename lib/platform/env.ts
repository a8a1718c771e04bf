import { resolve } from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { CostExplorerSettings } from "@/lib/domain/cost-sources.ts";
import { parseDurationMs } from "@/lib/domain/duration.ts";
import { costExplorerVariable } from "./env-costs.ts";

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number from 0 to 65535")
    .transform(Number)
    .pipe(z.number().max(65_535, "must be a whole number from 0 to 65535"))
    .default(fallback);
const durationMs = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, ctx) => {
      const ms = parseDurationMs(text);
      if (ms !== null) return ms;
      ctx.addIssue({
        code: "custom",
        message: `"${text}" is not a duration such as 90s, 5m, 24h, 3d`,
      });
      return z.NEVER;
    });
const list = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  );

/** A list whose entries all fulfil `isValid`; the mistake names the first that does not. */
const listOf = (isValid: (part: string) => boolean, wanted: string) =>
  list.superRefine((parts, ctx) => {
    const wrong = parts.find((part) => !isValid(part));
    if (wrong !== undefined)
      ctx.addIssue({ code: "custom", message: `"${wrong}" is not ${wanted}` });
  });

const ranges = listOf(
  (part) => ipaddr.isValidCIDR(part) || ipaddr.isValid(part),
  "an address or a range such as 10.0.0.0/8",
);
const isOrigin = (part: string) => URL.canParse(part) && /^https?:\/\/[^/]+\/?$/.test(part);
const isPostgres = (part: string) => /^postgres(ql)?:\/\//.test(part);

const ROLES = ["web", "ingest", "worker"] as const;
export type Role = (typeof ROLES)[number];

const DAY_MS = 86_400_000;
const RETAINED = ["spans", "logs", "minutes", "hours"] as const;
const isRetained = (name: string | undefined): name is (typeof RETAINED)[number] =>
  RETAINED.some((retained) => retained === name);

const retention = z
  .string()
  .default("")
  .transform((text, ctx) => {
    const kept = {
      spansMs: 3 * DAY_MS,
      logsMs: 7 * DAY_MS,
      minutesMs: 30 * DAY_MS,
      hoursMs: 400 * DAY_MS,
    };
    for (const part of text.split(",").map((p) => p.trim())) {
      if (part === "") continue;
      const [name, value = ""] = part.split("=");
      const ms = parseDurationMs(value);
      if (ms === null || !isRetained(name)) {
        ctx.addIssue({
          code: "custom",
          message: `"${part}" is not spans=, logs=, minutes= or hours= with a duration`,
        });
        return z.NEVER;
      }
      kept[`${name}Ms`] = ms;
    }
    return kept;
  });

const traceBudget = z
  .string()
  .default("200")
  .transform((text, ctx) => {
    if (text === "all") return Number.POSITIVE_INFINITY;
    const spansPerSecond = Number(text);
    if (Number.isFinite(spansPerSecond) && spansPerSecond >= 0 && text.trim() !== "")
      return spansPerSecond;
    ctx.addIssue({
      code: "custom",
      message: `"${text}" is neither a number of spans per second nor "all"`,
    });
    return z.NEVER;
  });

const schema = z.object({
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: port(3000),
  OTLP_HOST: z.string().min(1).optional(),
  OTLP_HTTP_PORT: port(4318),
  OTLP_GRPC_PORT: port(4317),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
    .optional(),
  DATABASE_REPLICA_URLS: listOf(isPostgres, "an address that starts with postgres://"),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, "must start with redis://")
    .optional(),
  HEADROOM_DATA_DIR: z
    .string()
    .min(1)
    .default(".headroom")
    .transform((path) => resolve(path)),
  HEADROOM_ROLES: z
    .string()
    .default(ROLES.join(","))
    .transform((text) => text.split(",").map((role) => role.trim()))
    .pipe(z.array(z.enum(ROLES, `each must be one of ${ROLES.join(", ")}`))),
  HEADROOM_ADMIN_KEY: z.string().min(16, "must have at least 16 characters").optional(),
  HEADROOM_INGEST_AUTH: z.enum(["off", "required"]).optional(),
  HEADROOM_RETENTION: retention,
  HEADROOM_TRACE_BUDGET: traceBudget,
  HEADROOM_ACCEPT_PAST: durationMs("24h"),
  HEADROOM_ACCEPT_FUTURE: durationMs("5m"),
  HEADROOM_REPLAY_WINDOW: durationMs("1h"),
  HEADROOM_CORS_ORIGINS: listOf(isOrigin, "an origin such as https://shop.example"),
  HEADROOM_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HEADROOM_TRUSTED_PROXIES: ranges,
  HEADROOM_SECRET_KEY: z.string().min(16, "must have at least 16 characters").optional(),
  HEADROOM_NOTIFY_ALLOW: ranges,
  HEADROOM_RULES_DIR: z.string().min(1).optional(),
  HEADROOM_COSTS_AWS: costExplorerVariable,
  HEADROOM_COSTS_ALLOW: ranges,
  HEADROOM_COSTS_DIR: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  HEADROOM_ANSWER_CACHE: z.enum(["on", "off"]).default("on"),
});

/** Everything that the environment decides, parsed; field names and units are ours. */
export type Env = {
  host: string;
  port: number;
  otlpHost: string;
  otlpHttpPort: number;
  otlpGrpcPort: number;
  /** null: the embedded Postgres under `dataDir`. */
  databaseUrl: string | null;
  databaseReplicaUrls: string[];
  redisUrl: string | null;
  dataDir: string;
  roles: Role[];
  adminKey: string | null;
  ingestAuth: "off" | "required";
  retention: { spansMs: number; logsMs: number; minutesMs: number; hoursMs: number };
  /** Kept spans per second, long-run average; Infinity keeps every span. */
  traceBudget: number;
  acceptPastMs: number;
  acceptFutureMs: number;
  replayWindowMs: number;
  /** Empty: localhost origins. */
  corsOrigins: string[];
  publicUrl: string;
  trustedProxies: string[];
  secretKey: string | null;
  notifyAllow: string[];
  /** Where alert rules stand as files; null: nowhere. */
  rulesDir: string | null;
  /** How AWS Cost Explorer is read; null: not by what the environment says. */
  costsAws: CostExplorerSettings | null;
  /** Private addresses, or CIDRs of them, that sources of costs may be at. */
  costsAllow: string[];
  /** A folder whose bills are imported; null: none is watched. */
  costsDir: string | null;
  /** Whether answers are kept for those who ask the same. */
  answerCache: boolean;
};

/** Problems of the environment, one line for each mistake, naming the variable. */
export class EnvError extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join("\n"));
    this.name = "EnvError";
  }
}

/** Parses the variables of the contract. An empty value counts as unset. Throws `EnvError`. */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new EnvError(
      parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`),
    );
  }
  const v = parsed.data;
  const otlpHost = v.OTLP_HOST ?? v.HOST;
  const onLoopback = LOOPBACK.has(v.HOST) && LOOPBACK.has(otlpHost);
  const shownHost = v.HOST.includes(":") ? `[${v.HOST}]` : v.HOST;
  return {
    host: v.HOST,
    port: v.PORT,
    otlpHost,
    otlpHttpPort: v.OTLP_HTTP_PORT,
    otlpGrpcPort: v.OTLP_GRPC_PORT,
    databaseUrl: v.DATABASE_URL ?? null,
    databaseReplicaUrls: v.DATABASE_REPLICA_URLS,
    redisUrl: v.REDIS_URL ?? null,
    dataDir: v.HEADROOM_DATA_DIR,
    roles: v.HEADROOM_ROLES,
    adminKey: v.HEADROOM_ADMIN_KEY ?? null,
    ingestAuth: v.HEADROOM_INGEST_AUTH ?? (onLoopback ? "off" : "required"),
    retention: v.HEADROOM_RETENTION,
    traceBudget: v.HEADROOM_TRACE_BUDGET,
    acceptPastMs: v.HEADROOM_ACCEPT_PAST,
    acceptFutureMs: v.HEADROOM_ACCEPT_FUTURE,
    replayWindowMs: v.HEADROOM_REPLAY_WINDOW,
    corsOrigins: v.HEADROOM_CORS_ORIGINS,
    publicUrl: v.HEADROOM_PUBLIC_URL?.replace(/\/$/, "") ?? `http://${shownHost}:${v.PORT}`,
    trustedProxies: v.HEADROOM_TRUSTED_PROXIES,
    secretKey: v.HEADROOM_SECRET_KEY ?? null,
    notifyAllow: v.HEADROOM_NOTIFY_ALLOW,
    rulesDir: v.HEADROOM_RULES_DIR ? resolve(v.HEADROOM_RULES_DIR) : null,
    costsAws: v.HEADROOM_COSTS_AWS,
    costsAllow: v.HEADROOM_COSTS_ALLOW,
    costsDir: v.HEADROOM_COSTS_DIR ?? null,
    answerCache: v.HEADROOM_ANSWER_CACHE === "on",
  };
}

let parsedEnv: Env | undefined;

/** The environment of this process, parsed once; prints one line for each mistake and exits 1. */
export function env(): Env {
  if (parsedEnv) return parsedEnv;
  try {
    parsedEnv = parseEnv(process.env);
    return parsedEnv;
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    for (const problem of error.problems) console.error(`headroom: ${problem}`);
    process.exit(1);
  }
}

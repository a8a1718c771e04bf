import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type Env, EnvError, parseEnv } from "./env.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function problemsOf(variables: Record<string, string>): string[] {
  try {
    parseEnv(variables);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
}

describe("the environment", () => {
  test("unset is the contract's default, and so is empty", () => {
    const expected: Env = {
      host: "127.0.0.1",
      port: 3000,
      otlpHost: "127.0.0.1",
      otlpHttpPort: 4318,
      otlpGrpcPort: 4317,
      databaseUrl: null,
      databaseReplicaUrls: [],
      redisUrl: null,
      dataDir: resolve(".headroom"),
      roles: ["web", "ingest", "worker"],
      adminKey: null,
      ingestAuth: "off",
      retention: {
        spansMs: 3 * DAY_MS,
        logsMs: 7 * DAY_MS,
        minutesMs: 30 * DAY_MS,
        hoursMs: 400 * DAY_MS,
      },
      traceBudget: 200,
      acceptPastMs: 24 * HOUR_MS,
      acceptFutureMs: 5 * 60_000,
      replayWindowMs: HOUR_MS,
      corsOrigins: [],
      publicUrl: "http://127.0.0.1:3000",
      trustedProxies: [],
      secretKey: null,
      notifyAllow: [],
      rulesDir: null,
      costsAws: null,
      costsAllow: [],
      costsDir: null,
      answerCache: true,
    };
    expect(parseEnv({})).toEqual(expected);
    expect(parseEnv({ PORT: "", HOST: "", DATABASE_URL: "", HEADROOM_TRACE_BUDGET: "" })).toEqual(
      expected,
    );
  });

  test.each<[Record<string, string>, Partial<Env>]>([
    [
      { OTLP_HTTP_PORT: "0", OTLP_GRPC_PORT: "0" },
      { otlpHttpPort: 0, otlpGrpcPort: 0 },
    ],
    [{ HOST: "0.0.0.0" }, { otlpHost: "0.0.0.0", ingestAuth: "required" }],
    [{ OTLP_HOST: "0.0.0.0" }, { host: "127.0.0.1", ingestAuth: "required" }],
    [{ HOST: "0.0.0.0", HEADROOM_INGEST_AUTH: "off" }, { ingestAuth: "off" }],
    [{ HEADROOM_INGEST_AUTH: "required" }, { ingestAuth: "required" }],
    [
      { HOST: "::1", PORT: "81" },
      { publicUrl: "http://[::1]:81", ingestAuth: "off" },
    ],
    [{ HEADROOM_PUBLIC_URL: "https://o.example/" }, { publicUrl: "https://o.example" }],
    [{ HEADROOM_TRACE_BUDGET: "all" }, { traceBudget: Number.POSITIVE_INFINITY }],
    [{ HEADROOM_TRACE_BUDGET: "0.5" }, { traceBudget: 0.5 }],
    [
      { HEADROOM_RETENTION: "minutes=7d, spans=12h" },
      {
        retention: {
          spansMs: 12 * HOUR_MS,
          logsMs: 7 * DAY_MS,
          minutesMs: 7 * DAY_MS,
          hoursMs: 400 * DAY_MS,
        },
      },
    ],
    [{ HEADROOM_ROLES: "web, worker" }, { roles: ["web", "worker"] }],
    [
      { HEADROOM_ACCEPT_PAST: "90s", HEADROOM_ACCEPT_FUTURE: "0s" },
      { acceptPastMs: 90_000, acceptFutureMs: 0 },
    ],
    [{ HEADROOM_REPLAY_WINDOW: "2h" }, { replayWindowMs: 2 * HOUR_MS }],
    [
      {
        DATABASE_URL: "postgresql://a@b/c",
        DATABASE_REPLICA_URLS: "postgres://r1/c, postgres://r2/c",
      },
      {
        databaseUrl: "postgresql://a@b/c",
        databaseReplicaUrls: ["postgres://r1/c", "postgres://r2/c"],
      },
    ],
    [{ REDIS_URL: "rediss://cache:6380" }, { redisUrl: "rediss://cache:6380" }],
    [{ HEADROOM_DATA_DIR: "/var/lib/headroom" }, { dataDir: "/var/lib/headroom" }],
    [
      { HEADROOM_CORS_ORIGINS: "https://a.example,http://b:81" },
      { corsOrigins: ["https://a.example", "http://b:81"] },
    ],
    [{ HEADROOM_TRUSTED_PROXIES: "10.0.0.0/8, ::1" }, { trustedProxies: ["10.0.0.0/8", "::1"] }],
    [{ HEADROOM_NOTIFY_ALLOW: "192.168.1.0/24" }, { notifyAllow: ["192.168.1.0/24"] }],
    [{ HEADROOM_ANSWER_CACHE: "off" }, { answerCache: false }],
    [{ HEADROOM_ADMIN_KEY: "k".repeat(16) }, { adminKey: "k".repeat(16) }],
  ])("%j", (variables, expected) => {
    expect(parseEnv(variables)).toMatchObject(expected);
  });

  test.each([
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", " "],
    ["OTLP_HTTP_PORT", "-1"],
    ["OTLP_GRPC_PORT", "4317.5"],
    ["DATABASE_URL", "mysql://x"],
    ["DATABASE_REPLICA_URLS", "postgres://a,b"],
    ["REDIS_URL", "cache:6379"],
    ["HEADROOM_ROLES", "web,cook"],
    ["HEADROOM_ADMIN_KEY", "short"],
    ["HEADROOM_INGEST_AUTH", "maybe"],
    ["HEADROOM_RETENTION", "spans=3x"],
    ["HEADROOM_RETENTION", "weeks=3d"],
    ["HEADROOM_TRACE_BUDGET", "-1"],
    ["HEADROOM_TRACE_BUDGET", "some"],
    ["HEADROOM_ACCEPT_PAST", "yesterday"],
    ["HEADROOM_ACCEPT_FUTURE", "5"],
    ["HEADROOM_REPLAY_WINDOW", "-1h"],
    ["HEADROOM_CORS_ORIGINS", "shop.example"],
    ["HEADROOM_CORS_ORIGINS", "https://shop.example/path"],
    ["HEADROOM_PUBLIC_URL", "ftp://x"],
    ["HEADROOM_TRUSTED_PROXIES", "10.0.0.0/40"],
    ["HEADROOM_SECRET_KEY", "short"],
    ["HEADROOM_NOTIFY_ALLOW", "private"],
  ])("%s=%s is one line that names the variable", (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: .{8,}`));
    expect(problems[0]).not.toContain("\n");
  });

  test("every mistake is told at once", () => {
    const problems = problemsOf({ PORT: "x", HEADROOM_ROLES: "y", HEADROOM_RETENTION: "z" });
    expect(problems.map((line) => line.split(":")[0])).toEqual([
      "PORT",
      "HEADROOM_ROLES",
      "HEADROOM_RETENTION",
    ]);
  });
});

describe("HEADROOM_COSTS_AWS", () => {
  test("is off, on, or what differs from the usual", () => {
    expect(parseEnv({ HEADROOM_COSTS_AWS: "off" }).costsAws).toBeNull();
    expect(parseEnv({ HEADROOM_COSTS_AWS: "on" }).costsAws).toEqual({
      kind: "cost-explorer",
      splitBy: "recordType",
      roleArn: null,
      externalId: null,
      months: 13,
      everyHours: 12,
      dailyRequests: 30,
    });
    const role = "arn:aws:iam::123456789012:role/costs";
    const given = `split=tag:team,role=${role},externalId=0042,months=6,everyHours=24,dailyRequests=10`;
    expect(parseEnv({ HEADROOM_COSTS_AWS: given }).costsAws).toEqual({
      kind: "cost-explorer",
      splitBy: "tag:team",
      roleArn: role,
      externalId: "0042",
      months: 6,
      everyHours: 24,
      dailyRequests: 10,
    });
  });

  test.each([
    ["yes", "not on, off or a list"],
    ["months=99", "months"],
    ["split=weather", "splitBy"],
    ["role=someone", "roleArn"],
  ])("%s is a mistake", (text, message) => {
    const [problem] = problemsOf({ HEADROOM_COSTS_AWS: text });
    expect(problem).toContain("HEADROOM_COSTS_AWS");
    expect(problem).toContain(message);
  });
});

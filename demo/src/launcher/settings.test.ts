import { describe, expect, it } from "vitest";
import { readSettings } from "./settings.ts";

const environment = (given: Record<string, string>) => ({ NODE_ENV: "test" as const, ...given });
const DEMO_DATABASE_URL = "postgres://someone@127.0.0.1:5432/demo";

describe("readSettings", () => {
  it("has defaults for all but the database; empty is unset", () => {
    expect(readSettings(environment({ DEMO_DATABASE_URL, REDIS_URL: "", DEMO_SPEED: "" }))).toEqual(
      {
        otlpEndpoint: "http://127.0.0.1:4318",
        arrivals: undefined,
        backfill: false,
        database: { kind: "given", url: DEMO_DATABASE_URL },
        redisUrl: undefined,
        markers: undefined,
        costs: undefined,
        schedule: true,
        incident: undefined,
        dataDir: undefined,
        runAs: null,
        speed: 1,
        controlFile: undefined,
        controlPort: 0,
      },
    );
  });

  it("names each mistake in one line", () => {
    const read = () => readSettings(environment({ DEMO_SPEED: "0", DEMO_CONTROL_PORT: "70000" }));
    expect(read).toThrow(/^DEMO_SPEED: .*; DEMO_CONTROL_PORT: [^\n]*$/);
    expect(() => readSettings(environment({}))).toThrow(/^DEMO_DATABASE_URL: /);
  });

  it("takes a database of the user's before one of its own", () => {
    const own = { DEMO_POSTGRES_BIN: "/opt/postgres/bin", DEMO_RUN_AS: "70:71" };
    expect(readSettings(environment(own))).toMatchObject({
      database: { kind: "own", bin: "/opt/postgres/bin" },
      runAs: { uid: 70, gid: 71 },
    });
    expect(readSettings(environment({ ...own, DEMO_DATABASE_URL })).database.kind).toBe("given");
  });
});

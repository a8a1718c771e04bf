import { describe, expect, it } from "vitest";
import { readSettings } from "./settings.ts";

const environment = (given: Record<string, string>) => ({ NODE_ENV: "test" as const, ...given });
const DEMO_DATABASE_URL = "postgres://someone@127.0.0.1:5432/demo";

describe("readSettings", () => {
  it("has defaults for all but the database; empty is unset", () => {
    expect(readSettings(environment({ DEMO_DATABASE_URL, REDIS_URL: "", DEMO_SPEED: "" }))).toEqual(
      {
        otlpEndpoint: "http://127.0.0.1:4318",
        backfill: false,
        databaseUrl: DEMO_DATABASE_URL,
        redisUrl: undefined,
        speed: 1,
        controlPort: 0,
      },
    );
  });

  it("names each mistake in one line", () => {
    const read = () => readSettings(environment({ DEMO_SPEED: "0", DEMO_CONTROL_PORT: "70000" }));
    expect(read).toThrow(/^DEMO_DATABASE_URL: .*; DEMO_SPEED: .*; DEMO_CONTROL_PORT: [^\n]*$/);
  });
});

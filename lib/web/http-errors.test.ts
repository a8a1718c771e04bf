import pg from "pg";
import { describe, expect, it } from "vitest";
import { errorResponse } from "@/lib/contract/error.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { ForbiddenError, UnauthenticatedError } from "@/lib/domain/permissions.ts";
import {
  ConflictError,
  NotFoundError,
  RateLimitedError,
  TooLargeError,
  UnavailableError,
  UnsupportedMediaTypeError,
} from "@/lib/domain/problem.ts";
import { errorAnswer, errorToResponse } from "./http-errors.ts";

const withCode = (code: string) => Object.assign(new Error("x"), { code });

const CASES: [string, unknown, number, string][] = [
  ["a parameter", new ParameterError("step", "no"), 400, "invalid_parameter"],
  ["nobody", new UnauthenticatedError(), 401, "unauthenticated"],
  ["too weak", new ForbiddenError("no"), 403, "forbidden"],
  ["a foreign page", new ForbiddenError("no", "cross_origin"), 403, "cross_origin"],
  ["nothing there", new NotFoundError("no"), 404, "not_found"],
  ["a clash", new ConflictError("no"), 409, "conflict"],
  ["too long", new TooLargeError("no"), 413, "too_large"],
  ["another kind", new UnsupportedMediaTypeError("no"), 415, "unsupported_media_type"],
  ["too many", new RateLimitedError(7), 429, "rate_limited"],
  ["something away", new UnavailableError("no"), 503, "unavailable"],
  ["Postgres not listening", withCode("ECONNREFUSED"), 503, "unavailable"],
  ["Postgres starting", withCode("57P03"), 503, "unavailable"],
  ["Postgres too slow", withCode("57014"), 503, "unavailable"],
  ["too many connections", withCode("53300"), 503, "unavailable"],
  ["on both stacks", new AggregateError([withCode("ECONNREFUSED")]), 503, "unavailable"],
  ["by Prisma", withCode("P1001"), 503, "unavailable"],
  ["wrapped", new Error("x", { cause: withCode("08006") }), 503, "unavailable"],
  ["cut off", new Error("Connection terminated unexpectedly"), 503, "unavailable"],
  ["a missing table", withCode("42P01"), 500, "internal"],
  ["a unique key", withCode("23505"), 500, "internal"],
  ["a bug", new TypeError("undefined is not a function"), 500, "internal"],
  ["no error at all", "text", 500, "internal"],
  ["nothing", undefined, 500, "internal"],
];

describe("errorAnswer", () => {
  for (const [name, error, status, code] of CASES) {
    it(`${name}: ${status} ${code}`, () => {
      expect(errorAnswer(error)).toMatchObject({ status, code });
    });
  }

  it("knows a real refusal of a connection", async () => {
    const client = new pg.Client({ connectionString: "postgres://u@127.0.0.1:1/none" });
    const error = await client.connect().catch((reason: unknown) => reason);
    expect(errorAnswer(error).status).toBe(503);
  });

  it("tells nothing of an inner fault", () => {
    expect(errorAnswer(new Error("password of the database is 1234")).message).not.toContain(
      "1234",
    );
  });
});

describe("errorToResponse", () => {
  it("has the contract's shape and says when to come back", async () => {
    const response = errorToResponse(errorAnswer(new RateLimitedError(7)));
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(errorResponse.parse(await response.json()).error.code).toBe("rate_limited");
    expect(errorToResponse(errorAnswer(withCode("57P03"))).headers.has("retry-after")).toBe(true);
  });

  it("names the field, and only when there is one", async () => {
    const body: unknown = await errorToResponse(
      errorAnswer(new ParameterError("step", "no")),
    ).json();
    expect(body).toEqual({ error: { code: "invalid_parameter", message: "no", field: "step" } });
    const other: unknown = await errorToResponse(errorAnswer(new NotFoundError("no"))).json();
    expect(other).toEqual({ error: { code: "not_found", message: "no" } });
  });
});

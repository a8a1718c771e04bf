import type { ErrorResponse } from "@/lib/contract/error.ts";
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

/** An answer that is not a success, before it becomes bytes. */
export type ErrorAnswer = {
  status: number;
  code: string;
  message: string;
  field?: string;
  /** Headers beyond the content type, such as Retry-After. */
  headers?: Record<string, string>;
};

const RETRY_DATABASE_SECONDS = 5;

/** The answer to an error of our own, or to a database that cannot be reached; anything else is our fault: 500. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof ParameterError) {
    return { status: 400, code: "invalid_parameter", message: error.message, field: error.field };
  }
  if (error instanceof UnauthenticatedError) {
    const headers = { "www-authenticate": 'Bearer realm="headroom"' };
    return { status: 401, code: "unauthenticated", message: error.message, headers };
  }
  if (error instanceof ForbiddenError) {
    return { status: 403, code: error.code, message: error.message };
  }
  if (error instanceof NotFoundError) {
    return { status: 404, code: "not_found", message: error.message };
  }
  if (error instanceof ConflictError) {
    return { status: 409, code: "conflict", message: error.message };
  }
  if (error instanceof TooLargeError) {
    return { status: 413, code: "too_large", message: error.message };
  }
  if (error instanceof UnsupportedMediaTypeError) {
    return { status: 415, code: "unsupported_media_type", message: error.message };
  }
  if (error instanceof RateLimitedError) {
    const headers = { ...error.headers, "retry-after": String(error.retryAfterSeconds) };
    return { status: 429, code: "rate_limited", message: error.message, headers };
  }
  if (error instanceof UnavailableError || isDatabaseTrouble(error)) {
    const message = "The database cannot answer now: try again";
    const headers = { "retry-after": String(RETRY_DATABASE_SECONDS) };
    return { status: 503, code: "unavailable", message, headers };
  }
  return { status: 500, code: "internal", message: "Something went wrong inside Headroom" };
}

/** The answer as JSON in the shape of every error. */
export function errorToResponse(answer: ErrorAnswer): Response {
  const { status, code, message, field, headers } = answer;
  const body: ErrorResponse = {
    error: field === undefined ? { code, message } : { code, message, field },
  };
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}

/** Codes of the network, of Postgres (classes 08, 53, 57) and of Prisma that mean "not now". */
const TROUBLE =
  /^(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EPIPE|EAI_AGAIN|08\w{3}|53\w{3}|57\w{3}|P1001|P1002|P1008|P1017|P2024)$/;

/** What pg says without any code. */
const TROUBLE_TEXT =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|query read timeout|pool after calling end|DATABASE_URL is not set/i;

/** Whether the error, or one that caused it, says that the database is away, starting, full or too slow. */
export function isDatabaseTrouble(error: unknown, depth = 0): boolean {
  if (!(error instanceof Object) || depth > 5) return false;
  if ("code" in error && typeof error.code === "string" && TROUBLE.test(error.code)) return true;
  if ("originalCode" in error && TROUBLE.test(String(error.originalCode))) return true;
  if ("message" in error && TROUBLE_TEXT.test(String(error.message))) return true;
  if (error instanceof AggregateError) {
    return error.errors.some((inner) => isDatabaseTrouble(inner, depth + 1));
  }
  return "cause" in error && isDatabaseTrouble(error.cause, depth + 1);
}

import { createInputValidator, type InputValidator } from "@headroom/sdk/validate-input";
import { z } from "zod";
import { ParameterError } from "@/lib/contract/time.ts";
import { authorise } from "@/lib/domain/permissions.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { RateLimitedError, UnsupportedMediaTypeError } from "@/lib/domain/problem.ts";
import { systemClock } from "@/lib/platform/clock.ts";
import { env } from "@/lib/platform/env.ts";
import { log } from "@/lib/platform/log.ts";
import { rateLimit } from "@/lib/platform/rate-limit.ts";
import { selfFigures } from "@/lib/platform/self-figures.ts";
import { answerOnce } from "./http-answers.ts";
import { type ErrorAnswer, errorAnswer, errorToResponse } from "./http-errors.ts";
import { isSafeMethod, requireOwnOrigin } from "./http-origin.ts";
import { parseQuery } from "./http-query.ts";
import { SECURITY_HEADERS } from "./http-security.ts";
import { principalOf } from "./principal.ts";
import { type ApiRouteName, accessOf } from "./route-table.ts";

/** What Next hands to a route beside the request. */
export type RouteContext = { params: Promise<Record<string, string | string[]>> };

/** A route as Next wants it. */
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

/** What a handler gets, after every check. `path`: the parts in brackets of the route's path. */
export type RouteCall<Query> = {
  request: Request;
  principal: Principal;
  query: Query;
  path: Record<string, string | string[]>;
  nowMs: number;
};

/** `query`: its parameters. `accepts`: media types of a body that it takes; absent: it reads none. */
type RouteOptions<Query extends z.ZodObject> = { query: Query; accepts?: readonly string[] };

/** For routes without parameters: any is a mistake. */
export const noParams = z.object({});

/**
 * A route of the API: checks who asks (401), whether they may (403), how often (429), then media type, origin and
 * parameters, in this order, and answers with what `handle` returns, as JSON unless it is a `Response`. Errors
 * become answers in `errorAnswer` alone. Throws while the module loads when the table asks for no permission.
 */
export function apiRoute<Query extends z.ZodObject>(
  name: ApiRouteName,
  options: RouteOptions<Query>,
  handle: (call: RouteCall<z.output<Query>>) => unknown,
): RouteHandler {
  const access = accessOf(name);
  if (access.kind !== "guarded") throw new Error(`${name} is not guarded by a permission`);
  const validator = createInputValidator({ name });
  return (request, context) =>
    answering(name, async () => {
      const principal = await principalOf(request);
      authorise(principal, access.action, access.object);
      const rateHeaders = await spend(principal, name, request.method);
      requireMediaType(request, options.accepts ?? []);
      if (principal.kind === "user") requireOwnOrigin(request, env().publicUrl);
      const path = await context.params;
      const { result, headers } = await counted(validator, async () => {
        const query = parseQuery(options.query, new URL(request.url).searchParams);
        const call = { request, principal, query, path, nowMs: systemClock() };
        return answerOnce({ ...call, name }, () => handle(call));
      });
      return withHeaders(withHeaders(toResponse(result), rateHeaders), headers);
    });
}

/**
 * A route that anybody may use: it knows no principal, and every parameter that it does not know is ignored. Throws
 * while the module loads when the table says that the route is not open.
 */
export function openRoute(
  name: ApiRouteName,
  handle: (request: Request, context: RouteContext) => unknown,
): RouteHandler {
  if (accessOf(name).kind !== "open") throw new Error(`${name} is not open to everybody`);
  return (request, context) =>
    answering(name, async () => toResponse(await handle(request, context)));
}

/** Turns whatever is thrown into an answer, written by `write`; what is our fault is logged. */
export async function answering(
  name: string,
  run: () => Promise<Response>,
  write: (answer: ErrorAnswer) => Response = errorToResponse,
): Promise<Response> {
  try {
    return withHeaders(await run(), SECURITY_HEADERS);
  } catch (error) {
    const answer = errorAnswer(error);
    if (answer.status >= 500) {
      log.error("request failed", {
        route: name,
        status: answer.status,
        error: error instanceof Error ? error : String(error),
      });
    }
    return withHeaders(write(answer), SECURITY_HEADERS);
  }
}

/** Counts what was asked as accepted, or as refused by the field that was wrong. */
async function counted<Result>(
  validator: InputValidator,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await run();
    validator.count([]);
    return result;
  } catch (error) {
    if (error instanceof ParameterError) validator.count([error.field]);
    throw error;
  }
}

async function spend(
  principal: Principal,
  name: ApiRouteName,
  method: string,
): Promise<Record<string, string>> {
  if (principal.kind === "anonymous") return {};
  const rateClass = isSafeMethod(method) ? "read" : "write";
  const limit = rateLimit(env().redisUrl);
  const principalId = `${principal.kind}:${principal.id}`;
  const route = name.slice(name.indexOf(" ") + 1);
  const verdict = await limit({ rateClass, principalId, route });
  if (verdict.retryAfterSeconds === null) return verdict.headers;
  selfFigures().rateLimited++;
  throw new RateLimitedError(verdict.retryAfterSeconds, verdict.headers);
}

function requireMediaType(request: Request, accepts: readonly string[]): void {
  if (isSafeMethod(request.method) || request.body === null || accepts.length === 0) return;
  const given =
    (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (accepts.includes(given)) return;
  throw new UnsupportedMediaTypeError(
    `Send ${accepts.join(" or ")}, not ${given || "an untyped body"}`,
  );
}

function toResponse(result: unknown): Response {
  if (result instanceof Response) return result;
  return Response.json(result, { headers: { "cache-control": "no-store" } });
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

import { QueryCache, QueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { errorResponse } from "@/lib/contract/error.ts";

/** An answer that is not a success, with what the server said about it. Status 0: no answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The parameter that cannot be used; null: none is to blame. */
    readonly field: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

type ParamValue = string | number | readonly string[] | null | undefined;
/** Parameters of a question. Null, undefined and empty lists are left out; a list repeats its name. */
export type Params = Readonly<Record<string, ParamValue>>;

/** `?a=1&b=x&b=y` of parameters, sorted by name; empty when there is none. */
export function toSearch(params: Params): string {
  const search = new URLSearchParams();
  for (const name of Object.keys(params).sort()) {
    const value = params[name];
    const values = Array.isArray(value) ? value : [value];
    for (const item of values) {
      if (item !== null && item !== undefined) search.append(name, String(item));
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

async function toApiError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = errorResponse.safeParse(body);
  if (!parsed.success) {
    return new ApiError(response.status, "unexpected", `The server answered ${response.status}`);
  }
  const { code, message, field } = parsed.data.error;
  return new ApiError(response.status, code, message, field ?? null);
}

type Question<T> = { path: string; params?: Params; schema: z.ZodType<T>; signal?: AbortSignal };

/** Asks this server and parses its answer by the contract. Throws `ApiError`. */
export async function fetchAnswer<T>({
  path,
  params = {},
  schema,
  signal,
}: Question<T>): Promise<T> {
  const response = await fetch(`${path}${toSearch(params)}`, {
    headers: { accept: "application/json" },
    ...(signal ? { signal } : {}),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, "unreachable", "This server does not answer");
  });
  if (!response.ok) throw await toApiError(response);
  const parsed = schema.safeParse(await response.json());
  if (parsed.success) return parsed.data;
  throw new ApiError(response.status, "contract", "The answer does not fit this page: reload it");
}

type Sending = { method: "POST" | "PUT" | "DELETE"; path: string; params?: Params; body?: unknown };

/** Changes something and parses the answer by the contract. Throws `ApiError`. */
export async function sendJson<T>({
  schema,
  ...sending
}: Sending & { schema: z.ZodType<T> }): Promise<T> {
  const response = await send(sending);
  const parsed = schema.safeParse(await response.json());
  if (parsed.success) return parsed.data;
  throw new ApiError(response.status, "contract", "The answer does not fit this page: reload it");
}

/** Changes something; the answer has no body. Throws `ApiError`. */
export async function send({ method, path, params = {}, body }: Sending): Promise<Response> {
  const response = await fetch(`${path}${toSearch(params)}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiError(0, "unreachable", "This server does not answer");
  });
  if (!response.ok) throw await toApiError(response);
  return response;
}

type SendingText<T> = { path: string; mediaType: string; text: string; schema: z.ZodType<T> };

/** Posts a text that is no JSON and parses the answer by the contract. Throws `ApiError`. */
export async function sendText<T>({ path, mediaType, text, schema }: SendingText<T>): Promise<T> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": mediaType },
    body: text,
  }).catch(() => {
    throw new ApiError(0, "unreachable", "This server does not answer");
  });
  if (!response.ok) throw await toApiError(response);
  return schema.parse(await response.json());
}

const isFinal = (error: Error) =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;

function leaveWhenLoggedOut(error: Error): void {
  if (typeof window === "undefined" || !(error instanceof ApiError) || error.status !== 401) return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?next=${encodeURIComponent(here)}`);
}

/** What the server prefetched is not asked for again within this time. */
export const FRESH_FOR_MS = 5_000;

/** One client per browser, or per request on the server. A lost session leads to the log-in page. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenLoggedOut }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_FOR_MS,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && !isFinal(error),
      },
    },
  });
}

/** `meta` of a query whose answer changes as telemetry arrives: `to` is relative to now. */
export const liveWhen = (to: string): { live: boolean } => ({ live: to.startsWith("now") });

/** Asks again for everything on the page that changes as telemetry arrives. */
export const refreshLive = (client: QueryClient): void =>
  void client.invalidateQueries({ predicate: (query) => query.meta?.live === true });

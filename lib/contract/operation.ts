import type { z } from "zod";

/** One thing that the API can do, as its description tells it. */
export type Operation = {
  method: "get" | "post" | "put" | "delete";
  /** From the root, parts in braces. */
  path: string;
  summary: string;
  /** `none`: anybody. `ingest`: a key, or this machine without one. */
  security: "none" | "key-or-session" | "ingest";
  query?: z.ZodObject;
  pathParams?: z.ZodObject;
  /** Name under which the schema of the answer is shared, the schema, and its media type. */
  response?: { name: string; schema: z.ZodType; mediaType?: string };
  body?: { mediaType: string; schema: z.ZodType }[];
  /** 200 unless it creates. */
  success?: 200 | 201 | 204;
  /** When it answers 202 instead, with the same schema. */
  accepted?: string;
  /** Statuses of errors that it may answer with. */
  errors: readonly number[];
  /** The 503 of readiness has a body of its own. */
  unavailable?: z.ZodType;
};

/** Errors of a route that reads. */
export const READ_ERRORS = [400, 401, 403, 429, 503] as const;
/** Errors of a route that takes telemetry. */
export const INGEST_ERRORS = [400, 401, 403, 413, 415, 429, 503] as const;

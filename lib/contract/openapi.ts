import { z } from "zod";
import { errorResponse } from "./error.ts";
import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";

type Json = { [key: string]: unknown };

const REASONS: Record<number, string> = {
  400: "A parameter or the body is wrong; `field` names it",
  401: "No valid key or session",
  403: "Not allowed for this key, session or origin",
  404: "It does not exist",
  409: "It clashes with what is stored",
  413: "The body is too long",
  415: "The body is of another media type",
  429: "Too many requests; see Retry-After",
  503: "Not able to answer now; see Retry-After",
};

const SECURITY: Record<Operation["security"], Json[]> = {
  none: [],
  "key-or-session": [{ key: [] }, { session: [] }],
  // The empty requirement stands for this machine, which needs no key.
  ingest: [{ key: [] }, {}],
};

/**
 * The description of the API, made from the schemas that parse and type it. `sessionCookie` is the cookie's name,
 * `serverUrl` where the API is reached.
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function describeApi(options: { serverUrl: string; sessionCookie: string }): Json {
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describeOperation(operation),
    };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Headroom",
      version: "1",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: options.serverUrl }],
    paths,
    components: {
      schemas: { Error: schemaOf(errorResponse, "output"), ...responseSchemas() },
      securitySchemes: {
        key: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: options.sessionCookie },
      },
    },
  };
}

function describeOperation(operation: Operation): Json {
  const parameters = [
    ...describeParameters(operation.query, "query"),
    ...describeParameters(operation.pathParams, "path"),
  ];
  return {
    operationId: operationId(operation),
    summary: operation.summary,
    security: SECURITY[operation.security],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body ? { requestBody: describeBody(operation.body) } : {}),
    responses: describeResponses(operation),
  };
}

/** `get /api/v1/traces/{traceId}` is `getTracesTraceId`. */
function operationId({ method, path }: Operation): string {
  const words = path.replace(/^\/(?:api\/v1|api|v1)\//, "").match(/[A-Za-z]+/g) ?? [];
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return `${method}${path.startsWith("/v1/") ? "Otlp" : ""}${name}`;
}

function describeParameters(schema: z.ZodObject | undefined, place: "query" | "path"): Json[] {
  if (schema === undefined) return [];
  const whole = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(whole.properties ?? {}).map(([name, property]) => {
    const { description, ...rest } = typeof property === "object" ? property : {};
    return {
      name,
      in: place,
      required: whole.required?.includes(name) ?? false,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function describeBody(body: NonNullable<Operation["body"]>): Json {
  const content = body.map(({ mediaType, schema }) => [
    mediaType,
    { schema: schemaOf(schema, "input") },
  ]);
  return { required: true, content: Object.fromEntries(content) };
}

function describeResponses(operation: Operation): Json {
  const { response, success, accepted, errors, unavailable } = operation;
  const described = describeSuccess(response, success);
  const responses: Json = { [String(success ?? 200)]: described };
  if (accepted !== undefined) responses["202"] = { ...described, description: accepted };
  for (const status of errors) {
    const isOwn = status === 503 && unavailable !== undefined;
    const schema = isOwn ? schemaOf(unavailable, "output") : { $ref: "#/components/schemas/Error" };
    responses[String(status)] = {
      description: REASONS[status],
      content: { "application/json": { schema } },
    };
  }
  return responses;
}

function describeSuccess(response: Operation["response"], success: Operation["success"]): Json {
  if (success === 204) return { description: "Done" };
  if (response === undefined) return { description: "Stored; a partial success says what was not" };
  const schema = { $ref: `#/components/schemas/${response.name}` };
  const mediaType = response.mediaType ?? "application/json";
  return { description: "The answer", content: { [mediaType]: { schema } } };
}

function responseSchemas(): Json {
  const schemas: Json = {};
  for (const { response } of OPERATIONS) {
    if (response) schemas[response.name] = schemaOf(response.schema, "output");
  }
  return schemas;
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

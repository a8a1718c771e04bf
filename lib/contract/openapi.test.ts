import { describe, expect, it } from "vitest";
import { z } from "zod";
import { describeApi } from "./openapi.ts";
import { OPERATIONS } from "./operations.ts";

const parameter = z.object({
  name: z.string(),
  in: z.enum(["query", "path"]),
  required: z.boolean(),
  schema: z.looseObject({}),
});
const operation = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(parameter).optional(),
  requestBody: z.looseObject({}).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const shape = z.object({
  openapi: z.literal("3.1.1"),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.partialRecord(z.enum(["get", "post", "put", "delete"]), operation)),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({})),
    securitySchemes: z.looseObject({}),
  }),
});

const text = JSON.stringify(
  describeApi({ serverUrl: "http://127.0.0.1:3000", sessionCookie: "headroom.session" }),
);
const api = shape.parse(JSON.parse(text));
const parametersOf = (path: string) =>
  new Map(api.paths[path]?.get?.parameters?.map((entry) => [entry.name, entry]));

describe("describeApi", () => {
  it("tells every operation once, under its own id", () => {
    const told = Object.entries(api.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(told.sort()).toEqual(OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort());
    const ids = Object.values(api.paths).flatMap((item) =>
      Object.values(item).map((entry) => entry?.operationId),
    );
    expect(new Set(ids).size).toBe(OPERATIONS.length);
  });

  it("tells the parameters of requests as the contract has them", () => {
    const found = parametersOf("/api/v1/requests");
    expect([...found.keys()].sort()).toEqual(
      "compare environment from groupBy instance method namespace route service status step to version".split(
        " ",
      ),
    );
    expect(found.get("from")?.schema).toMatchObject({ type: "string", default: "now-1h" });
    expect(found.get("groupBy")?.schema).toMatchObject({ default: "service" });
    expect(found.get("service")?.schema).toMatchObject({
      anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
    });
    expect([...found.values()].every((entry) => !entry.required)).toBe(true);
  });

  it("requires what stands in the path", () => {
    expect(parametersOf("/api/v1/traces/{traceId}").get("traceId")).toMatchObject({
      in: "path",
      required: true,
    });
  });

  it("has every schema that it refers to", () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    for (const [, name] of references) expect(Object.keys(api.components.schemas)).toContain(name);
    expect(text).not.toContain("$defs");
  });

  it("tells errors and who may ask", () => {
    const services = api.paths["/api/v1/services"]?.get;
    expect(Object.keys(services?.responses ?? {})).toEqual([
      "200",
      "400",
      "401",
      "403",
      "429",
      "503",
    ]);
    expect(services?.security).toEqual([{ key: [] }, { session: [] }]);
    expect(api.paths["/api/health/live"]?.get?.security).toEqual([]);
    expect(api.paths["/v1/traces"]?.post?.security).toEqual([{ key: [] }, {}]);
    expect(api.paths["/v1/traces"]?.post?.requestBody).toMatchObject({
      content: { "application/x-protobuf": {}, "application/json": {} },
    });
  });

  it("tells a figure that may be missing", () => {
    expect(api.components.schemas.Requests).toMatchObject({
      properties: {
        groups: {
          items: {
            properties: {
              totals: {
                properties: { p95Ms: { type: ["number", "null"] } },
              },
            },
          },
        },
      },
    });
  });
});

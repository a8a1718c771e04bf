import type { z } from "zod";
import { ParameterError } from "@/lib/contract/time.ts";
import { readBody } from "./http-body.ts";

/** A megabyte is more than any configuration needs. */
const MOST_BYTES = 1_048_576;

/** Media type of a JSON body. */
export const JSON_BODY = ["application/json"] as const;

/** The body as JSON. Throws `ParameterError` for what is none, `TooLargeError` for more than a megabyte. */
export async function readJson(request: Request): Promise<unknown> {
  const text = Buffer.from(await readBody(request, MOST_BYTES)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new ParameterError("body", "body: this is not JSON");
  }
}

/** The parsed body. Throws `ParameterError` with the path of the first field that is wrong. */
export async function parseJsonBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseJsonValue(await readJson(request), schema);
}

/** A JSON value by a schema. Throws `ParameterError` with the path of the first field that is wrong. */
export function parseJsonValue<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue && issue.path.length > 0 ? pathText(issue.path) : "body";
  throw new ParameterError(field, `${field}: ${issue?.message ?? "not valid"}`);
}

/** `spec.panels[2].chart.kind` of a path. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

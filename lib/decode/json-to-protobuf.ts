import { BODY_LIMITS } from "../domain/telemetry-limits.ts";
import { type Field, type MessageSchema, schemaOf } from "./compiled-schema.ts";
import { DecodeError } from "./decode-error.ts";
import { parseJsonScalar } from "./json-scalar.ts";
import type { MessageName } from "./otlp-messages.ts";
import { parseJson } from "./parse-json.ts";
import { type WritableMessage, writeMessage } from "./write-message.ts";

const ANY_VALUE = schemaOf("AnyValue");

/** Where the conversion stands in the JSON document, for the messages of errors. */
class JsonPath {
  private readonly steps: (string | number)[] = [];

  enter(step: string | number): void {
    this.steps.push(step);
  }

  leave(): void {
    this.steps.pop();
  }

  /** An error such as `resourceSpans[0].resource: expected an object`. */
  expected(what: string): DecodeError {
    const path = this.steps
      .map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`))
      .join("");
    return new DecodeError(`${path === "" ? "body" : path}: expected ${what}`);
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function messageFromJson(
  schema: MessageSchema,
  value: unknown,
  path: JsonPath,
  nesting: number,
): WritableMessage {
  if (!isObject(value)) throw path.expected("an object");
  const message: Record<string, unknown> = {};
  const inner = schema === ANY_VALUE ? nesting + 1 : nesting;
  if (inner > BODY_LIMITS.anyValueNesting) return message;
  for (const name of Object.keys(value)) {
    const field = schema.byJsonName.get(name);
    const json = value[name];
    if (field === undefined || json === null) continue;
    path.enter(name);
    message[field.name] = field.repeated
      ? listFromJson(field, json, path, inner)
      : valueFromJson(field, json, path, inner);
    path.leave();
  }
  return message;
}

function listFromJson(field: Field, json: unknown, path: JsonPath, nesting: number): unknown[] {
  if (!Array.isArray(json)) throw path.expected("an array");
  return json.map((element: unknown, index) => {
    path.enter(index);
    // Some senders write an empty value of a list as null.
    const value = element === null && field.type === "message" ? {} : element;
    const converted = valueFromJson(field, value, path, nesting);
    path.leave();
    return converted;
  });
}

function valueFromJson(field: Field, json: unknown, path: JsonPath, nesting: number): unknown {
  if (field.type === "message") return messageFromJson(field.schema, json, path, nesting);
  const scalar = parseJsonScalar(field, json);
  if ("expected" in scalar) throw path.expected(scalar.expected);
  return scalar.value;
}

/**
 * OTLP/JSON as the protobuf bytes of the same message, so that one reader serves both encodings. 64-bit integers come
 * as strings or numbers and keep every digit; ids are hex, other bytes base64; enums are numbers (names are taken too);
 * unknown fields are ignored and null is absence. An id that is not hex of the right length becomes bytes of a wrong
 * length, so that its span alone is rejected later. Throws `DecodeError`, naming the JSON path of a wrong type.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function jsonToProtobuf(name: MessageName, body: string | Uint8Array): Uint8Array {
  return writeMessage(name, messageFromJson(schemaOf(name), parseJson(body), new JsonPath(), 0));
}

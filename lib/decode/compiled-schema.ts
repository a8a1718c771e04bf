import type { MessageName, ScalarTypes } from "./otlp-messages.ts";
import { ENUMS, MESSAGES, OLD_JSON_NAMES } from "./otlp-schema.ts";

export type FieldType = keyof ScalarTypes | "enum" | "message";

/** How protobuf writes a value: the number in the low three bits of a tag. */
export const WIRE = {
  varint: 0,
  fixed64: 1,
  length: 2,
  groupStart: 3,
  groupEnd: 4,
  fixed32: 5,
} as const;

const WIRE_TYPES: Readonly<Record<FieldType, number>> = {
  string: WIRE.length,
  bytes: WIRE.length,
  id: WIRE.length,
  message: WIRE.length,
  bool: WIRE.varint,
  enum: WIRE.varint,
  int32: WIRE.varint,
  uint32: WIRE.varint,
  sint32: WIRE.varint,
  int64: WIRE.varint,
  uint64: WIRE.varint,
  fixed32: WIRE.fixed32,
  double: WIRE.fixed64,
  fixed64: WIRE.fixed64,
  sfixed64: WIRE.fixed64,
};

const NO_BYTES = new Uint8Array(0);
/** Shared by every message without elements; frozen, since nobody may add to it. */
export const NO_ELEMENTS: readonly unknown[] = Object.freeze([]);

const DEFAULTS: Readonly<Record<FieldType, unknown>> = {
  string: "",
  bytes: NO_BYTES,
  id: NO_BYTES,
  message: undefined,
  bool: false,
  enum: 0,
  int32: 0,
  uint32: 0,
  sint32: 0,
  int64: 0n,
  uint64: 0n,
  fixed32: 0,
  double: 0,
  fixed64: 0n,
  sfixed64: 0n,
};

export type Field = {
  readonly name: string;
  readonly number: number;
  readonly type: FieldType;
  /** What follows the tag of one value; a packed list is `WIRE.length` all the same. */
  readonly wireType: number;
  readonly repeated: boolean;
  /** A repeated number: one value a tag or all values behind one. */
  readonly packable: boolean;
  readonly oneof: boolean;
  /** Written even when it is the default: oneof members, `optional` scalars, messages. */
  readonly hasPresence: boolean;
  readonly defaultValue: unknown;
  readonly enumNames: readonly string[];
  /** The fields of a message; unused by scalars. */
  readonly schema: MessageSchema;
};

export type MessageSchema = {
  readonly name: string;
  readonly fields: Field[];
  readonly byNumber: (Field | undefined)[];
  /** By camelCase, snake_case and former name. */
  readonly byJsonName: Map<string, Field>;
  readonly oneofNames: string[];
  /** The prototype of messages that are read: what absent fields are. Cheaper than copying it into each message. */
  readonly defaults: Record<string, unknown>;
};

const emptySchema = (name: string): MessageSchema => ({
  name,
  fields: [],
  byNumber: [],
  byJsonName: new Map(),
  oneofNames: [],
  defaults: {},
});

const NO_SCHEMA = emptySchema("");
const schemas = new Map(Object.keys(MESSAGES).map((name) => [name, emptySchema(name)]));
const enums: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(ENUMS));

const isScalar = (type: string): type is keyof ScalarTypes => type in DEFAULTS;

function fieldType(type: string): FieldType {
  if (schemas.has(type)) return "message";
  if (enums.has(type)) return "enum";
  if (isScalar(type)) return type;
  throw new TypeError(`otlp-schema names an unknown type: ${type}`);
}

function compileField(name: string, definition: string): Field {
  const words = definition.split(" ");
  const typeName = words.at(-1) ?? "";
  const modifier = words.length === 3 ? words[1] : "";
  const type = fieldType(typeName);
  const repeated = modifier === "repeated";
  const hasPresence = type === "message" || modifier === "oneof" || modifier === "optional";
  return {
    name,
    number: Number(words[0]),
    type,
    wireType: WIRE_TYPES[type],
    repeated,
    packable: repeated && WIRE_TYPES[type] !== WIRE.length,
    oneof: modifier === "oneof",
    hasPresence,
    defaultValue: repeated ? NO_ELEMENTS : hasPresence ? undefined : DEFAULTS[type],
    enumNames: enums.get(typeName) ?? [],
    schema: schemas.get(typeName) ?? NO_SCHEMA,
  };
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function addField(schema: MessageSchema, field: Field): void {
  schema.fields.push(field);
  schema.byNumber[field.number] = field;
  const oldNames = Object.keys(OLD_JSON_NAMES).filter((old) => OLD_JSON_NAMES[old] === field.name);
  for (const name of [field.name, ...oldNames]) {
    schema.byJsonName.set(name, field);
    schema.byJsonName.set(snakeCase(name), field);
  }
  if (field.oneof) schema.oneofNames.push(field.name);
  else schema.defaults[field.name] = field.defaultValue;
}

for (const [name, definitions] of Object.entries(MESSAGES)) {
  const schema = schemaByName(name);
  for (let number = 0; number < 17; number++) schema.byNumber.push(undefined);
  for (const [fieldName, definition] of Object.entries(definitions)) {
    addField(schema, compileField(fieldName, definition));
  }
}

function schemaByName(name: string): MessageSchema {
  const schema = schemas.get(name);
  if (schema === undefined) throw new TypeError(`no OTLP message is called ${name}`);
  return schema;
}

/** The compiled table of one message. */
export const schemaOf = (name: MessageName): MessageSchema => schemaByName(name);

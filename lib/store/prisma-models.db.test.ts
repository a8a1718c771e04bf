import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

/** What a model says of its table, in the words of Postgres's catalogue. */
type Table = {
  columns: Record<string, { type: string; nullable: boolean; default: string | null }>;
  /** `primary (id)`, `unique (email)`, `index (userId)`. */
  indexes: string[];
  /** `(userId) user (id) on delete cascade on update cascade`. */
  foreignKeys: string[];
};

const TYPES: Record<string, string> = {
  String: "text",
  Boolean: "boolean",
  Int: "integer",
  BigInt: "bigint",
  Float: "double precision",
  DateTime: "timestamp(3) without time zone",
  Json: "jsonb",
  Bytes: "bytea",
};
const CLIENT_SIDE_DEFAULTS = new Set(["cuid()", "uuid()", "nanoid()"]);

const schemaText = readFileSync(
  fileURLToPath(new URL("../../prisma/schema.prisma", import.meta.url)),
  "utf8",
);
const models = parseModels(schemaText);

/** Table name by model name, then the table; throws on a construct that it does not know. */
function parseModels(schema: string): Map<string, Table> {
  const blocks = [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map((match) => ({
    name: match[1] ?? "",
    lines: (match[2] ?? "").split("\n").map((line) => line.replace(/\/\/.*/, "").trim()),
  }));
  const tables = new Map(blocks.map(({ name, lines }) => [name, tableName(name, lines)]));
  return new Map(
    blocks.map(({ name, lines }) => [tables.get(name) ?? name, parseTable(lines, tables)]),
  );
}

function tableName(model: string, lines: string[]): string {
  return lines.map((line) => /^@@map\("(\w+)"\)$/.exec(line)?.[1]).find(Boolean) ?? model;
}

function parseTable(lines: string[], tables: Map<string, string>): Table {
  const table: Table = { columns: {}, indexes: [], foreignKeys: [] };
  for (const line of lines.filter((text) => text !== "" && !text.startsWith("@@map"))) {
    const block = /^@@(id|unique|index)\(\[([\w, ]+)\]\)$/.exec(line);
    const field = /^(\w+)\s+(\w+)(\?|\[\])?\s*(.*)$/.exec(line);
    if (block?.[1]) table.indexes.push(`${indexKind(block[1])} (${block[2]})`);
    else if (field) addField(table, field, tables);
    else throw new Error(`this test does not know: ${line}`);
  }
  table.indexes.sort();
  return table;
}

function indexKind(attribute: string): string {
  return attribute === "id" ? "primary" : attribute;
}

function addField(table: Table, field: RegExpExecArray, tables: Map<string, string>): void {
  const [, name = "", typeName = "", suffix = "", attributes = ""] = field;
  const related = tables.get(typeName);
  if (related !== undefined) {
    if (suffix !== "[]") table.foreignKeys.push(foreignKey(attributes, related, suffix === "?"));
    return;
  }
  const type = TYPES[typeName];
  const rest = attributes
    .replace(/@(id|unique|updatedAt)\b|@default\((?:[^()]|\(\))*\)/g, "")
    .trim();
  if (!type || suffix === "[]" || rest !== "")
    throw new Error(`this test does not know: ${field[0]}`);
  const given = /@default\(((?:[^()]|\(\))*)\)/.exec(attributes)?.[1];
  table.columns[name] = { type, nullable: suffix === "?", default: defaultOf(given, type) };
  if (/@id\b/.test(attributes)) table.indexes.push(`primary (${name})`);
  if (/@unique\b/.test(attributes)) table.indexes.push(`unique (${name})`);
}

function defaultOf(given: string | undefined, type: string): string | null {
  if (given === undefined || CLIENT_SIDE_DEFAULTS.has(given)) return null;
  if (given === "now()") return "CURRENT_TIMESTAMP";
  if (given.startsWith('"')) return `'${given.slice(1, -1)}'::${type}`;
  return given;
}

function foreignKey(attributes: string, related: string, optional: boolean): string {
  const fields = /fields: \[([\w, ]+)\], references: \[([\w, ]+)\]/.exec(attributes);
  if (!fields) throw new Error(`this test does not know: ${attributes}`);
  const action = (name: string) => new RegExp(`${name}: (\\w+)`).exec(attributes)?.[1];
  const words = (camel: string) => camel.replace(/(?<=[a-z])[A-Z]/g, " $&").toLowerCase();
  const onDelete = words(action("onDelete") ?? (optional ? "SetNull" : "Restrict"));
  const onUpdate = words(action("onUpdate") ?? "Cascade");
  return `(${fields[1]}) ${related} (${fields[2]}) on delete ${onDelete} on update ${onUpdate}`;
}

const COLUMNS = `
  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
         pg_get_expr(d.adbin, d.adrelid) AS default
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped`;

const INDEXES = `
  SELECT CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'index' END
         || ' (' || (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k)
                     FROM generate_series(1, i.indnkeyatts) AS k) || ')' AS index
  FROM pg_index i WHERE i.indrelid = $1::regclass`;

const FOREIGN_KEYS = `
  SELECT regexp_replace(replace(pg_get_constraintdef(oid, true), '"', ''), '^FOREIGN KEY | REFERENCES|', '', 'g') AS definition,
         confdeltype AS on_delete, confupdtype AS on_update
  FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'f'`;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function readTable(name: string): Promise<Table> {
  const quoted = [`"${name}"`];
  const columns = await client.query<{
    name: string;
    type: string;
    nullable: boolean;
    default: string | null;
  }>(COLUMNS, quoted);
  const indexes = await client.query<{ index: string }>(INDEXES, quoted);
  const keys = await client.query<{ definition: string; on_delete: string; on_update: string }>(
    FOREIGN_KEYS,
    quoted,
  );
  const actions: Record<string, string> = {
    a: "no action",
    r: "restrict",
    c: "cascade",
    n: "set null",
    d: "set default",
  };
  return {
    columns: Object.fromEntries(columns.rows.map(({ name: column, ...rest }) => [column, rest])),
    indexes: indexes.rows.map((row) => row.index.replaceAll('"', "")).sort(),
    foreignKeys: keys.rows.map((row) => {
      const parts = /^\((.+?)\) (\w+)\((.+?)\)/.exec(row.definition);
      return `(${parts?.[1]}) ${parts?.[2]} (${parts?.[3]}) on delete ${actions[row.on_delete]} on update ${actions[row.on_update]}`;
    }),
  };
}

describe("the migrated tables are what the Prisma models say", () => {
  test("the models were read", () => {
    expect(models.size).toBe([...schemaText.matchAll(/^model /gm)].length);
    expect(models.get("session")).toEqual({
      columns: expect.objectContaining({
        ipAddress: { type: "text", nullable: true, default: null },
        createdAt: {
          type: "timestamp(3) without time zone",
          nullable: false,
          default: "CURRENT_TIMESTAMP",
        },
      }),
      indexes: ["index (userId)", "primary (id)", "unique (token)"],
      foreignKeys: ["(userId) user (id) on delete cascade on update cascade"],
    });
  });

  test.each([...models])("%s", async (name, expected) => {
    expect(await readTable(name)).toEqual(expected);
  });
});

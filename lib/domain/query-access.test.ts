import { expect, test } from "vitest";
import { accessOf } from "./query-access.ts";

test.each([
  ["SELECT * FROM users WHERE id = ?", "", "read"],
  ["select * from users", "", "read"],
  ["SELECT * FROM jobs LIMIT ? FOR UPDATE SKIP LOCKED", "", "write"],
  ["WITH a AS (SELECT ?) SELECT * FROM a", "", "read"],
  ["WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone", "", "write"],
  ["INSERT INTO users VALUES (?)", "INSERT", "write"],
  ["UPDATE users SET updated = ?", "", "write"],
  ["SELECT updated_at FROM users", "", "read"],
  ["BEGIN", "BEGIN", ""],
  ["SET search_path TO shop", "", ""],
  ["SET statement_timeout = ?", "", ""],
  ["SET", "SET", "write"],
  ["GET", "GET", "read"],
  ["prisma:client:db_query", "", ""],
  ["orders.find", "find", "read"],
  ["orders.insert", "insert", "write"],
])("%s (%s) is %j", (statement, operation, access) => {
  expect(accessOf({ statement, operation })).toBe(access);
});

import { expect, test } from "vitest";
import { formatLogLine } from "./log.ts";

const at = new Date("2026-11-24T10:00:00.000Z");

test("fields follow the event, and values with spaces or quotes become JSON strings", () => {
  const fields = { port: 3000, path: "/a b", said: 'a "word"', missing: undefined, none: null };
  expect(formatLogLine({ at, level: "info", event: "started", fields })).toBe(
    'time=2026-11-24T10:00:00.000Z level=info event=started port=3000 path="/a b" said="a \\"word\\"" none=null',
  );
});

test("a line stays one line, and an empty value is visible", () => {
  const line = formatLogLine({
    at,
    level: "warn",
    event: "odd",
    fields: { text: "a\nb", empty: "" },
  });
  expect(line).toBe('time=2026-11-24T10:00:00.000Z level=warn event=odd text="a\\nb" empty=""');
});

test("an error keeps its stack", () => {
  const error = new Error("no route");
  const line = formatLogLine({ at, level: "error", event: "failed", fields: { error } });
  expect(line).toContain("Error: no route");
  expect(line).toContain("log.test.ts");
});

import { expect, test } from "vitest";
import { bodyLine } from "./log-lines.ts";

test.each([
  ["a text", "order taken", "order taken"],
  ["a text of several lines", "Error: no\n    at pay (a.js:1)", "Error: no ⏎ at pay (a.js:1)"],
  ["nothing", null, ""],
  ["a number", 12, "12"],
  ["a list", [1, "a"], '[1,"a"]'],
  ["a structure with a message", { user: 7, msg: "paid", at: "x" }, "paid  user=7 at=x"],
  ["only a message", { message: "paid" }, "paid"],
  ["a structure without one", { user: { id: 7 }, ok: true }, 'user={"id":7} ok=true'],
])("%s in one line", (_, body, line) => {
  expect(bodyLine(body)).toBe(line);
});

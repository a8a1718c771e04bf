import { expect, test } from "vitest";
import { readBoardText } from "./board-text.ts";

test.each([
  ["  ", "empty", null],
  ["{", "unreadable", null],
  ["42", "unreadable", null],
  ['{"title":"x"}', "unreadable", null],
  ['{"headroom":"board","name":"x"}', "board", "headroom"],
  ['{"panels":[]}', "board", "grafana"],
  ['{"dashboard":{"panels":[]}}', "board", "grafana"],
  ['{"rows":[]}', "board", "grafana"],
])("%s is %s", (text, kind, format) => {
  const read = readBoardText(text);
  expect(read.kind).toBe(kind);
  expect(read.kind === "board" ? read.format : null).toBe(format);
});

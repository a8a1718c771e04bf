import { expect, test } from "vitest";
import type { LogRecord } from "@/lib/contract/logs.ts";
import { addLines, MOST_ROWS, NO_TAIL, release } from "./log-tail-rows.ts";

const record = (timeNs: number, id = 1): LogRecord => ({
  id: `${timeNs}.${id}`,
  at: "2026-11-25T00:00:00.000Z",
  service: "orders",
  namespace: "",
  environment: "",
  instance: "",
  version: "",
  severity: "info",
  severityText: "",
  eventName: "",
  body: "x",
  attributes: {},
  traceId: null,
  spanId: null,
});
const ids = (records: readonly LogRecord[]) => records.map(({ id }) => id);

test("what arrives out of order is shown by time, once, however often it comes", () => {
  const first = addLines(NO_TAIL, [record(5), record(20), record(9)], false);
  const again = addLines(first, [record(20), record(10, 2), record(10, 1)], false);
  expect(ids(again.rows)).toEqual(["20.1", "10.2", "10.1", "9.1", "5.1"]);
  expect(addLines(again, [record(5), { heartbeat: "x" }], false)).toBe(again);
});

test("what comes while the person reads waits and is then shown", () => {
  const shown = addLines(NO_TAIL, [record(1)], false);
  const held = addLines(shown, [record(3), { skipped: 7 }, record(2)], true);
  expect(ids(held.rows)).toEqual(["1.1"]);
  expect(held.held).toHaveLength(2);
  const released = release(held);
  expect(ids(released.rows)).toEqual(["3.1", "2.1", "1.1"]);
  expect(released).toMatchObject({ held: [], skipped: 7 });
});

test("the oldest rows go when there are too many, held ones too", () => {
  const many = Array.from({ length: MOST_ROWS + 50 }, (_, i) => record(i));
  const shown = addLines(NO_TAIL, many, false);
  expect(shown.rows).toHaveLength(MOST_ROWS);
  expect(shown.rows.at(-1)?.id).toBe("50.1");
  expect(addLines(NO_TAIL, many, true).held).toHaveLength(MOST_ROWS);
});

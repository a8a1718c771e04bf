import { expect, test } from "vitest";
import { matchesLog, type SearchedLog } from "./log-matching.ts";
import { parseLogSearch } from "./log-search.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

const STRUCTURED: SearchedLog = {
  body: { msg: "Paid", user: { id: 7, tags: ["new", "eu"] }, took: 12.5, ok: true, note: null },
  bodyText: '{"msg": "Paid", "user": {"id": 7, "tags": ["new", "eu"]}, "took": 12.5}',
  attributes: { "http.route": "/pay/{id}", "http.status": 503 },
  severityNumber: 17,
  traceId: TRACE,
  spanId: "00000000000000ff",
  origin: { service: "orders", instance: "a", "k8s.pod.name": "orders-1" },
};
const LINE: SearchedLog = {
  ...STRUCTURED,
  body: `Order user=7 took=3ms Über ${TRACE}`,
  bodyText: `Order user=7 took=3ms Über ${TRACE}`,
  attributes: {},
  severityNumber: 9,
  traceId: null,
  spanId: null,
};

test.each([
  ["paid", true, false],
  ["order über", false, true],
  ["user.id=7", true, false],
  ["user.id=70", false, false],
  ["user.tags=eu", true, false],
  ["user.id!=7", false, true],
  ["user=7", false, true],
  ["ok=true note=null", true, false],
  ["http.route=/pay/{id}", true, false],
  ["http.status>=500", true, false],
  ["http.status<500", false, false],
  ["took>12 took<13", true, false],
  ["service=orders", true, true],
  ["k8s.pod.name=orders-2", false, false],
  ["severity>=error", true, false],
  [`trace=${TRACE}`, true, false],
  [TRACE, true, true],
  ["span=00000000000000ff", true, false],
  ["paid order", false, false],
])("%s", (search, structured, line) => {
  const terms = parseLogSearch(search);
  expect(matchesLog(STRUCTURED, terms)).toBe(structured);
  expect(matchesLog(LINE, terms)).toBe(line);
});

import { describe, expect, it } from "vitest";
import { findTraceId } from "./trace-id.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

describe("findTraceId", () => {
  it.each([
    ["bare", TRACE],
    ["with space around", `  ${TRACE}\n`],
    ["in upper case", TRACE.toUpperCase()],
    ["with the dashes of a uuid", "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"],
    ["in an address", `https://headroom.example/traces/${TRACE}?from=now-1h`],
    ["in a log line", `ts=12:00 level=error trace_id=${TRACE} msg="timed out"`],
    ["in JSON", `{"traceId":"${TRACE}"}`],
    ["twice the same", `${TRACE} ${TRACE.toUpperCase()}`],
  ])("finds one %s", (_, text) => {
    expect(findTraceId(text)).toEqual({ traceId: TRACE, spanId: null });
  });

  it.each([
    ["a traceparent", `00-${TRACE}-${SPAN}-01`],
    ["a header as curl prints it", `traceparent: 00-${TRACE.toUpperCase()}-${SPAN}-00`],
    ["an address of a span", `http://127.0.0.1:3000/traces/${TRACE}?span=${SPAN}`],
    ["a log line with both", `trace_id=${TRACE} span_id=${SPAN}`],
    ["JSON with both", `{"traceId": "${TRACE}", "spanId": "${SPAN}"}`],
  ])("finds the span too in %s", (_, text) => {
    expect(findTraceId(text)).toEqual({ traceId: TRACE, spanId: SPAN });
  });

  it.each([
    ["nothing", ""],
    ["too short", TRACE.slice(1)],
    ["too long, as a SHA-256", `${TRACE}${TRACE}`],
    ["the id of no trace", "0".repeat(32)],
    ["the traceparent of no trace", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["two different ones", `${TRACE} ${TRACE.replace("4b", "5c")}`],
  ])("finds none in %s", (_, text) => {
    expect(findTraceId(text)).toBeNull();
  });

  it("names no span by an id of zeros", () => {
    expect(findTraceId(`00-${TRACE}-${"0".repeat(16)}-01`)).toEqual({
      traceId: TRACE,
      spanId: null,
    });
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { SpanReader } from "@/lib/decode/span-reader.ts";
import { writeMessage } from "@/lib/decode/write-message.ts";
import { type GivenSpan, resourceOf, spanMessage } from "@/lib/ingest/test-support/bodies.ts";
import { describeOrigin } from "./origin.ts";
import { UserAggregator } from "./user-aggregator.ts";
import { UserGroup } from "./user-group.ts";
import { UserSketch } from "./user-sketch.ts";

const START = Date.UTC(2026, 10, 24, 12) / 1_000;
const DAY = Date.UTC(2026, 10, 24) / 1_000;
const origin = describeOrigin(undefined, undefined);

type Named = Record<string, string | number>;

let reader: SpanReader;
let aggregator: UserAggregator;

beforeEach(() => {
  reader = new SpanReader();
  aggregator = new UserAggregator("key");
});

function note(spans: readonly Named[], { start = START, group = new UserGroup() } = {}): UserGroup {
  const given = spans.map(
    (attributes): GivenSpan => ({ startMs: start * 1_000, durationMs: 1, attributes }),
  );
  const batch = reader.read(
    writeMessage("ExportTraceServiceRequest", {
      resourceSpans: [
        { resource: resourceOf({}), scopeSpans: [{ spans: given.map(spanMessage) }] },
      ],
    }),
  );
  for (let i = 0; i < batch.count; i++) aggregator.note(batch, i, { origin, start, group });
  return group;
}

function countOf(group: UserGroup): number {
  const sketch = new UserSketch();
  for (const row of group.rows()) sketch.merge(row.sketch);
  return sketch.estimate();
}

describe("who is served", () => {
  test.each([
    ["enduser.id", { "enduser.id": "a" }, 1],
    ["user.id", { "user.id": "a" }, 1],
    ["a number", { "user.id": 42 }, 1],
    ["enduser.pseudo.id", { "enduser.pseudo.id": "a" }, 1],
    ["a session where no user is named", { "session.id": "a" }, 1],
    ["nothing", { "http.route": "/", "rpc.method": "a", "order.id": "a" }, 0],
    ["an empty id", { "user.id": "" }, 0],
  ])("is told by %s", (_, attributes, expected) => {
    expect(countOf(note([attributes]))).toBe(expected);
  });

  test("one user in many spans, by any of the names, is one", () => {
    expect(countOf(note([{ "user.id": "7" }, { "user.id": 7 }, { "enduser.id": "7" }]))).toBe(1);
  });

  test("a user's sessions are not users of their own", () => {
    const spans = ["s1", "s2"].map((session) => ({ "session.id": session, "user.id": "7" }));
    expect(countOf(note(spans))).toBe(1);
    expect(countOf(note([{ "session.id": "7" }, { "user.id": "7" }]))).toBe(2);
  });
});

describe("rows", () => {
  test("are one for each UTC day", () => {
    const group = note([{ "user.id": "1" }]);
    note([{ "user.id": "1" }], { start: DAY + 86_399, group });
    note([{ "user.id": "1" }], { start: DAY + 86_400, group });
    expect(group.rows().map(({ day }) => day)).toEqual([DAY, DAY + 86_400]);
  });

  test("are not written again once they are stored, and are until then", () => {
    const first = note([{ "user.id": "1" }]);
    expect(first.rows()).toHaveLength(1);
    expect(note([{ "user.id": "1" }]).rows()).toHaveLength(1);
    aggregator.committed(first);
    expect(note([{ "user.id": "1" }]).rows()).toEqual([]);
    expect(note([{ "user.id": "2" }]).rows()).toHaveLength(1);
  });

  test("of another key are others", () => {
    const [own] = note([{ "user.id": "1" }]).rows();
    aggregator = new UserAggregator("another key");
    const [other] = note([{ "user.id": "1" }]).rows();
    expect(own?.sketch.equals(other?.sketch ?? Buffer.alloc(0))).toBe(false);
  });
});

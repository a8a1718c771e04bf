import { describe, expect, it } from "vitest";
import { frozenAddress, liveRange } from "./share-link.ts";

const at = (text: string) => Date.parse(text);

describe("frozenAddress", () => {
  it("replaces the range and keeps everything else", () => {
    const address = "http://headroom.test/requests?from=now-1h&service=a%26b&open=x&sort=p95.desc";
    const frozen = frozenAddress(
      address,
      { fromMs: at("2026-01-02T03:00:00Z"), toMs: at("2026-01-02T04:00:00Z") },
      at("2026-01-02T04:00:05Z"),
    );
    expect(Object.fromEntries(new URL(frozen).searchParams)).toEqual({
      from: "2026-01-02T03:00:00.000Z",
      to: "2026-01-02T04:00:00.000Z",
      frozen: "2026-01-02T04:00:05.000Z",
      service: "a&b",
      open: "x",
      sort: "p95.desc",
    });
  });
});

describe("liveRange", () => {
  const cases: [string, string, string][] = [
    ["2026-01-02T03:00:00Z", "2026-01-02T04:00:00Z", "now-1h"],
    ["2026-01-02T03:00:00Z", "2026-01-02T04:30:10Z", "now-90m"],
    ["2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z", "now-7d"],
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z", "now-1m"],
  ];
  for (const [from, to, expected] of cases) {
    it(`${from} to ${to} was ${expected}`, () => {
      expect(liveRange({ fromMs: at(from), toMs: at(to) })).toEqual({ from: expected, to: "now" });
    });
  }
});

import { describe, expect, it } from "vitest";
import type { IntakeResponse } from "@/lib/contract/intake.ts";
import { buildFirstVisit, probeLines } from "./first-visit.ts";
import { plainText } from "./sentence.ts";

const intake: IntakeResponse = {
  startedAt: "2026-01-05T12:00:00.000Z",
  now: "2026-01-05T12:02:14.000Z",
  hasData: false,
  otlpHttpUrl: "http://127.0.0.1:4318",
  otlpGrpcTarget: "127.0.0.1:4317",
  keyRequired: false,
  requestsReceived: 0,
  spansPerSecond: 0,
  keptSpansPerSecond: 0,
  refusals: [],
  environments: [],
  services: [],
};
const web = "http://127.0.0.1:3000";
const said = (rest: Partial<IntakeResponse>) => {
  const { condition } = buildFirstVisit({ ...intake, ...rest }, web);
  return [condition.status, plainText(condition.parts).replaceAll("\u00a0", " ")];
};

describe("buildFirstVisit", () => {
  it("says how long it has listened in vain", () => {
    const [status, text] = said({});
    expect(status).toBe("unknown");
    expect(text).toMatch(/^Nothing has arrived yet; Headroom has been listening for 2 min\. /);
  });

  it("tells requests without telemetry from silence", () => {
    expect(said({ requestsReceived: 3 })[1]).toMatch(
      /^Requests arrive, but none has held telemetry/,
    );
  });

  it("puts the most frequent refusal first, everywhere", () => {
    const refusals = [
      { reason: "no key", count: 2, lastAt: "2026-01-05T12:02:00.000Z" },
      { reason: "too old", count: 1_200, lastAt: "2026-01-05T12:01:14.000Z" },
    ];
    expect(said({ refusals, requestsReceived: 9 })).toEqual([
      "warning",
      "Something arrives but is refused: too old. The first accepted telemetry opens the overview by itself.",
    ]);
    const rows = buildFirstVisit({ ...intake, refusals }, web).refusals;
    expect(rows.map(({ reason, count }) => [reason, count])).toEqual([
      ["too old", "1,200"],
      ["no key", "2"],
    ]);
    expect(rows[0]?.lastAgo.replaceAll("\u00a0", " ")).toBe("1 min ago");
  });

  it("sends to the web port when the HTTP receiver is off", () => {
    const model = buildFirstVisit({ ...intake, otlpHttpUrl: null }, web);
    expect(model.httpUrl).toBe(web);
    expect(model.addresses.map(({ address }) => address)).toEqual([null, "127.0.0.1:4317", web]);
  });
});

describe("probeLines", () => {
  it("carries the key only where one is required", () => {
    expect(probeLines(web, false, "K")).not.toContain("authorization");
    expect(probeLines(web, true, "K")).toContain(
      "-H 'authorization: Bearer K' \\\n  http://127.0.0.1:3000/v1/traces",
    );
  });
});

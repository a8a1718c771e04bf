import { expect, it } from "vitest";
import { toSelfHealth } from "./self-health.ts";

const intake = {
  startedAt: "2026-11-24T13:00:00.000Z",
  now: "2026-11-24T14:20:00.000Z",
  hasData: true,
  otlpHttpUrl: null,
  otlpGrpcTarget: null,
  keyRequired: false,
  requestsReceived: 10,
  spansPerSecond: 41_200,
  keptSpansPerSecond: 200,
  refusals: [],
  environments: [],
  services: [],
};

it("says what is taken in and kept", () => {
  expect(toSelfHealth(intake)).toEqual({
    status: "ok",
    lines: ["41,200 spans/s, 200/s kept", "nothing refused in 1 h"],
  });
});

it("warns of refusals of the last hour and forgets older ones", () => {
  const refusals = [
    { reason: "too old", count: 3, lastAt: "2026-11-24T14:00:00.000Z" },
    { reason: "overload", count: 40, lastAt: "2026-11-24T14:19:00.000Z" },
    { reason: "no key", count: 900, lastAt: "2026-11-24T13:19:59.000Z" },
  ];
  expect(toSelfHealth({ ...intake, refusals })).toEqual({
    status: "warning",
    lines: ["41,200 spans/s, 200/s kept", "43 refused: overload"],
  });
});

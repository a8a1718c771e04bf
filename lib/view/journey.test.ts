import { describe, expect, test } from "vitest";
import { type JourneyResponse, journeyResponse } from "@/lib/contract/journey.ts";
import { itemsOf, JOURNEY, type JourneyFacts, stageOf } from "@/lib/domain/journey.ts";
import { evidenceText, journeySentence, journeySteps, userBars } from "./journey.ts";

const NOTHING: JourneyFacts = {
  services: [],
  balancers: [],
  autoscalers: [],
  caches: [],
  breakers: [],
  limits: [],
  databases: [],
  pools: [],
  replicas: [],
  queues: [],
};

const evidenceOf = (id: string, facts: Partial<JourneyFacts>) =>
  JOURNEY.find((item) => item.id === id)?.evidence({ ...NOTHING, ...facts });

describe("the stage", () => {
  test.each([
    [null, null],
    [0, "prototype"],
    [1_000, "prototype"],
    [1_001, "growth"],
    [100_000, "growth"],
    [100_001, "scale"],
  ])("of %s users a day: %s", (users, stage) => {
    expect(stageOf(users)).toBe(stage);
  });

  test("asks for what the stages before ask for too, and where it is not known for all", () => {
    const stages = (stage: Parameters<typeof itemsOf>[0]) => [
      ...new Set(itemsOf(stage).map((item) => item.stage)),
    ];
    expect(stages("prototype")).toEqual(["prototype"]);
    expect(stages("growth")).toEqual(["prototype", "growth"]);
    expect(stages(null)).toEqual(["prototype", "growth", "scale"]);
  });
});

describe("evidence", () => {
  test("of nothing is none", () => {
    expect(JOURNEY.map(({ evidence }) => evidence(NOTHING))).toEqual(JOURNEY.map(() => []));
  });

  const caches = (layer: string) => ({ caches: [{ service: "users", cache: "redis", layer }] });

  test("a cache: neither the loader, nor a database's buffer, nor a proxy", () => {
    expect(evidenceOf("cache", caches("l2"))).toEqual(["users/redis l2"]);
    for (const layer of ["l3", "buffer", "proxy"]) {
      expect(evidenceOf("cache", caches(layer))).toEqual([]);
    }
    expect(evidenceOf("edge", caches("proxy"))).toEqual(["users/redis proxy"]);
    expect(evidenceOf("shared-cache", caches("l1"))).toEqual([]);
  });

  test("one instance is not more than one", () => {
    const of = (instances: number | null) =>
      evidenceOf("instances", { services: [{ service: "gateway", instances }] });
    expect([of(null), of(1), of(3)]).toEqual([[], [], ["gateway: 3 instances"]]);
  });

  test("one database of two services is one", () => {
    const own = (service: string, name: string) => ({ service, system: "postgresql", name });
    expect(evidenceOf("databases", { databases: [own("a", "shop"), own("b", "shop")] })).toEqual(
      [],
    );
    expect(evidenceOf("databases", { databases: [own("a", "shop"), own("a", "mail")] })).toEqual([
      "postgresql shop",
      "postgresql mail",
    ]);
  });
});

const answerOf = (usersPerDay: number | null, seen: readonly string[]): JourneyResponse => {
  const stage = stageOf(usersPerDay);
  const asked = new Set(itemsOf(stage).map(({ id }) => id));
  return journeyResponse.parse({
    stage,
    usersPerDay,
    standardErrorRatio: 0.016,
    days: [
      { day: "2026-11-23", users: null },
      { day: "2026-11-24", users: usersPerDay },
    ],
    services: [],
    checklist: JOURNEY.map(({ evidence: _, ...item }) => ({
      ...item,
      isAskedFor: asked.has(item.id),
      isSeen: seen.includes(item.id),
      evidence: seen.includes(item.id) ? ["users", "orders"] : [],
      evidenceCount: seen.includes(item.id) ? 7 : 0,
    })),
    seenFrom: "2026-11-24T11:00:00.000Z",
    seenTo: "2026-11-24T12:00:00.000Z",
  });
};

describe("the journey in words", () => {
  test("not known where nobody is named", () => {
    expect(journeySentence(answerOf(null, []))).toContain("The stage is not known");
    expect(userBars(answerOf(null, []))[0]).toEqual({ day: "2026-11-23", text: "–", share: null });
  });

  test("what is missing", () => {
    expect(journeySentence(answerOf(400, ["requests", "database"]))).toBe(
      "Prototype, with about 400 users on the busiest of seven days: " +
        "1 of the 3 things that it asks for is not seen.",
    );
  });

  test("the steps, the current one, and what shows an item", () => {
    const answer = answerOf(4_210, ["requests", "cache"]);
    expect(
      journeySteps(answer).map(({ title, isCurrent, isAskedFor, summary }) => [
        title,
        isCurrent,
        isAskedFor,
        summary,
      ]),
    ).toEqual([
      ["Prototype", false, true, "1 of 3 seen"],
      ["Growth", true, true, "1 of 8 seen"],
      ["Scale", false, false, "0 of 4 seen"],
    ]);
    const [first, second] = answer.checklist;
    expect(first && evidenceText(first)).toBe("users, orders and 5 more");
    expect(second && evidenceText(second)).toBe("not seen in the last hour");
  });
});

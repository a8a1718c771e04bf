import type { ClientBase } from "pg";
import type {
  LimitFigures,
  LimitKey,
  LimitsParams,
  LimitsResponse,
} from "@/lib/contract/limits.ts";
import {
  LIMIT_LENS,
  type LimitDimension,
  type LimitMeasure,
  rejectedRatioOf,
} from "@/lib/domain/limits.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import {
  answerConcern,
  type ConcernFound,
  type ConcernQuestion,
  type FoundGroup,
} from "./concern-answer.ts";
import { linesByMeasure } from "./lens-figures.ts";
import type { LensLine } from "./lens-line.ts";
import { readLens } from "./lens-lines.ts";
import { readStatusLimits } from "./limit-status.ts";
import { onceBySeries } from "./once-by-series.ts";

type Line = LensLine<LimitDimension, LimitMeasure>;
type Keys = LimitsResponse["busiestKeys"];

const MOST_KEYS = 10;

/** What no limit is judged by. */
const SPARE = {
  measures: new Set<LimitMeasure>(["queued", "delayed", "permits", "rejectedOfKey"]),
  thingOf: (one: Parameters<typeof keyOf>[0]): string => JSON.stringify(keyOf(one)),
};

/**
 * Rate limits by service, policy and route; of services that report no limiter, the routes that answered with status
 * 429. Throws `ParameterError`.
 */
export async function queryLimits(params: LimitsParams, nowMs: number): Promise<LimitsResponse> {
  const { extras, ...answer } = await answerConcern(params, nowMs, (client, question) =>
    readLimits(client, question, params),
  );
  return { ...answer, busiestKeys: extras };
}

const passes = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

/** The limits of one range. */
export async function readLimits(
  client: ClientBase,
  question: ConcernQuestion,
  wanted: Pick<LimitsParams, "policy" | "route">,
): Promise<ConcernFound<LimitKey, LimitFigures, Keys>> {
  const { plan, lines, passed } = await readLens(client, {
    ...question,
    lens: LIMIT_LENS,
    groupOf,
    spare: question.isJudged ? SPARE : undefined,
  });
  const byKey = new Map<string, Line[]>();
  for (const line of lines.filter(({ measure }) => measure !== "rejectedOfKey")) {
    const text = keyText(line);
    const members = byKey.get(text);
    if (members) members.push(line);
    else byKey.set(text, [line]);
  }
  const reported = [...byKey.values()].flatMap((members): FoundGroup<LimitKey, LimitFigures>[] => {
    const [first] = members;
    if (!first) return [];
    const newest = Math.max(...members.map((line) => line.newest));
    const of = linesByMeasure<LimitMeasure, Line>(members);
    const at = (slot: number) =>
      figuresOf(of, slot, passed(slot, slot === plan.points ? null : newest));
    return [{ key: keyOf(first), totals: at(plan.points), at }];
  });
  const known = new Set(reported.map(({ key }) => serviceKeyText(key)));
  const byStatus = await readStatusLimits(question, plan);
  const groups = [...reported, ...byStatus.filter(({ key }) => !known.has(serviceKeyText(key)))];
  return {
    plan,
    groups: groups.filter(
      ({ key }) => passes(wanted.policy, key.policy) && passes(wanted.route, key.route),
    ),
    extras: busiest(lines, plan.points).filter(({ policy }) => passes(wanted.policy, policy)),
  };
}

const keyOf = ({
  namespace,
  service,
  environment,
  dimensions,
}: Pick<Line, "namespace" | "service" | "environment" | "dimensions">): LimitKey => ({
  namespace,
  service,
  environment,
  policy: dimensions.policy,
  route: dimensions.route,
});

const keyText = onceBySeries((line: Line) => JSON.stringify(keyOf(line)));

const groupOf = (one: Parameters<typeof keyOf>[0]): string =>
  JSON.stringify([keyOf(one), one.dimensions.keyHash]);

function figuresOf(
  of: (measure: LimitMeasure) => readonly Line[],
  slot: number,
  seconds: number,
): LimitFigures {
  const sum = (measure: LimitMeasure): number | null => {
    let total: number | null = null;
    for (const line of of(measure)) {
      const value = valueAt(line, slot);
      if (!Number.isNaN(value)) total = (total ?? 0) + value;
    }
    return total;
  };
  const [allowed, rejected] = [sum("allowed"), sum("rejected")];
  const told = allowed !== null || rejected !== null;
  // A limiter that refused nobody yet has no counter of refusals; one that counts refusals alone does not tell the rest.
  const refused = rejected ?? (told ? 0 : null);
  return {
    allowed,
    rejected: refused,
    queued: sum("queued"),
    delayed: sum("delayed"),
    permits: sum("permits"),
    rejectedRatio: rejectedRatioOf(allowed, refused),
    rejectedPerSecond: refused !== null && seconds > 0 ? refused / seconds : null,
  };
}

function valueAt(line: Line, slot: number): number {
  if (line.kind === "counter") return line.counts[slot] ?? Number.NaN;
  return line.kind === "gauge" ? (line.lasts[slot] ?? Number.NaN) : Number.NaN;
}

/** Refused keys by their hashes, the busiest of the range first. */
function busiest(lines: readonly Line[], whole: number): Keys {
  return lines
    .flatMap((line) => {
      if (line.kind !== "counter" || line.measure !== "rejectedOfKey") return [];
      const { namespace, service, environment } = line;
      const { policy, keyHash } = line.dimensions;
      const rejected = line.counts[whole] ?? 0;
      return rejected > 0 ? [{ namespace, service, environment, policy, keyHash, rejected }] : [];
    })
    .sort((a, b) => b.rejected - a.rejected)
    .slice(0, MOST_KEYS);
}

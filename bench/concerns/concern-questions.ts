import { MOST_LINES } from "@/lib/view/concern-track.ts";
import { CACHE_HITS, extraOf, INSTANCES, REPORTS } from "./reports.ts";
import { RANGES } from "./seed-concerns.ts";

/** A concern and how many things its page shows for each service; of databases, whose spans are not seeded, pools. */
export const CONCERNS = {
  caches: 2,
  breakers: 2,
  limits: 1,
  events: 2,
  resources: 2,
  scaling: 1,
  databases: 1,
  overview: 1,
} as const;
export type Concern = keyof typeof CONCERNS;

/** Neither breakers nor the overview are compared. */
const UNCOMPARED: ReadonlySet<Concern> = new Set(["breakers", "overview"]);

/** Concerns whose pages ask for points of what they draw alone. */
const DRAWN: ReadonlySet<Concern> = new Set(["caches", "events", "resources"]);

/** One question of a page, with or without the period before. */
export type ConcernQuestion = {
  concern: Concern;
  range: keyof typeof RANGES;
  isCompared: boolean;
  /** As the page asks. */
  path: string;
  /** The same with every group's points, as a program asks; null: the page asks just so. */
  fullPath: string | null;
  /** How many groups the answer must have, since a wrong answer is no fast one. */
  groups: number;
  /** How many hits a cache's layers must have had; null: it is not about caches. */
  hits: number | null;
  /** The range of many series is rounded outwards: seconds that may be counted beside it. */
  edgeSeconds: number;
};

const DAY = 86_400;

/** What a page asks, and the same with every group's points. */
function pathsOf(
  concern: Concern,
  { seconds, end, isCompared }: { seconds: number; end: number; isCompared: boolean },
): Pick<ConcernQuestion, "path" | "fullPath"> {
  const range = `/api/v1/${concern}?from=${(end - seconds) * 1_000}&to=${end * 1_000}`;
  const path = isCompared ? `${range}&compare=previous-totals` : range;
  if (!DRAWN.has(concern)) return { path, fullPath: null };
  return {
    path: `${path}&courses=${MOST_LINES}`,
    fullPath: isCompared ? `${range}&compare=previous` : range,
  };
}

/** What the pages ask at first, over what `seedConcerns` seeded up to `end` (Unix seconds). */
export function concernQuestions(services: number, end: number): ConcernQuestion[] {
  const concerns = Object.keys(CONCERNS).filter((name): name is Concern => name in CONCERNS);
  return concerns.flatMap((concern) =>
    Object.keys(RANGES)
      .filter((name): name is keyof typeof RANGES => name in RANGES)
      .flatMap((range) =>
        (UNCOMPARED.has(concern) ? [false] : [false, true]).map((isCompared) => {
          return {
            ...{ concern, range, isCompared },
            ...pathsOf(concern, { seconds: RANGES[range], end, isCompared }),
            groups: CONCERNS[concern] * services,
            hits: concern === "caches" ? hitsOf(services, RANGES[range]) : null,
            edgeSeconds: RANGES[range] > DAY ? 3_600 : 300,
          };
        }),
      ),
  );
}

/** Worked out from what is seeded, without any of Headroom's arithmetic. */
function hitsOf(services: number, seconds: number): number {
  let hits = 0;
  let number = 0;
  for (let service = 0; service < services; service++) {
    for (const report of REPORTS) {
      const isHits = report.attributes["cache.result"] === "hit";
      for (const _instance of report.isOfInstance ? INSTANCES : [""]) {
        if (isHits) hits += CACHE_HITS + extraOf(number);
        number++;
      }
    }
  }
  return (hits * seconds) / 60;
}

import { NEEDLE, RARE_USER } from "./log-source.ts";
import { SEEDED_SECONDS, type Seeded } from "./seed-logs.ts";

/** A question to the API, and how many records its answer may have. */
export type LogQuestion = { name: string; path: string; expected: (records: number) => boolean };

/** The questions over the seeded day up to `end` (Unix seconds). */
export function logQuestions({ records, traceId }: Seeded, end: number): LogQuestion[] {
  const range = { from: String((end - SEEDED_SECONDS) * 1_000), to: String((end + 1) * 1_000) };
  const ask = (
    name: string,
    params: Record<string, string>,
    expected: LogQuestion["expected"],
    path = "/api/v1/logs",
  ): LogQuestion => ({
    name,
    path: `${path}?${new URLSearchParams({ ...range, namespace: "bench", ...params })}`,
    expected,
  });
  const isPage = (found: number) => found === 100;
  const isSome = (found: number) => found > 0;
  const histogram = "/api/v1/logs/histogram";
  return [
    ask("newest page", {}, isPage),
    ask("newest page of one service", { service: "shop-7" }, isPage),
    ask("substring, one record", { search: NEEDLE.slice(3, 20) }, (found) => found === 1),
    ask("substring, none", { search: "no such words anywhere" }, (found) => found === 0),
    ask("substring, every fifth", { search: "request completed" }, isPage),
    ask(
      "two substrings, one in a thousand",
      { search: '"gateway timeout" "charge.ts:17:"' },
      isSome,
    ),
    ask("attribute = value, rare", { search: `user.id=${RARE_USER}` }, isSome),
    ask("member of a body = value", { search: "user.city=osaka" }, isPage),
    ask("severity and substring", { search: "severity>=error refused" }, isPage),
    ask("trace id", { traceId }, isSome),
    ask("histogram, 24 h", {}, (found) => found === records, histogram),
    ask("histogram, 24 h of a rare text", { search: NEEDLE }, (found) => found === 1, histogram),
    ask("histogram, 24 h of a common text", { search: "request completed" }, isSome, histogram),
  ];
}

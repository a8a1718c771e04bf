import type { ClientBase } from "pg";
import { UserSketch } from "@/lib/aggregate/user-sketch.ts";
import { DAY_SECONDS, dayOf } from "@/lib/domain/users.ts";
import { mergeUserSketches } from "@/lib/store/user-sketches.ts";

/** Makes one sketch of what ingest appended to each service's days that spans are still accepted of, and the day before. */
export function mergeUsers(
  client: ClientBase,
  { nowMs, acceptPastMs }: { nowMs: number; acceptPastMs: number },
): Promise<number> {
  const oldest = dayOf(Math.floor((nowMs - acceptPastMs) / 1_000)) - DAY_SECONDS;
  return mergeUserSketches(client, oldest, (sketches) => {
    const merged = new UserSketch();
    for (const sketch of sketches) merged.merge(sketch);
    return merged.encode();
  });
}

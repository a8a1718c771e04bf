import type { Principal } from "@/lib/domain/principal.ts";
import { env } from "@/lib/platform/env.ts";
import { type ReadPlace, readRouting } from "@/lib/platform/read-routing.ts";
import { errorAnswer } from "./http-errors.ts";
import { isSafeMethod } from "./http-origin.ts";
import { type ApiRouteName, accessOf } from "./route-table.ts";

/** What a handler made, and the headers that say where it was read. */
export type Routed = { result: unknown; headers: Record<string, string> };

/**
 * Runs a route's handler. Questions about telemetry may be answered by a replica and say so in `Server-Timing`; after
 * anything else than a question, later questions of the same principal see what it did.
 */
export async function routeReads(
  { name, principal }: { name: ApiRouteName; principal: Principal },
  handle: () => unknown,
): Promise<Routed> {
  const [method = ""] = name.split(" ");
  const reader = readerOf(principal);
  if (!isSafeMethod(method)) {
    const result = await handle();
    if (reader !== null) readRouting().noteWritten(reader);
    return { result, headers: {} };
  }
  const access = accessOf(name);
  if (access.kind !== "guarded" || access.action !== "telemetry:read") {
    return { result: await handle(), headers: {} };
  }
  const startedMs = performance.now();
  const question = { operation: name, reader };
  const { answer, place } = await readRouting().read(question, () => settle(handle));
  if ("refusal" in answer) throw answer.refusal;
  return { result: answer.result, headers: serverTiming(place, performance.now() - startedMs) };
}

/** After telemetry that came with a key: later questions with this key see it. */
export function noteSent(keyId: string): void {
  if (env().databaseReplicaUrls.length > 0) readRouting().noteWritten(`key:${keyId}`);
}

/** What the asker did wrong is no fault of a database, and would be on any other. */
async function settle(handle: () => unknown): Promise<{ result: unknown } | { refusal: unknown }> {
  try {
    return { result: await handle() };
  } catch (error) {
    if (errorAnswer(error).status >= 500) throw error;
    return { refusal: error };
  }
}

/** Answers a page's questions on the server, where one question of the API would be answered. */
export async function readForPage<Answer>(
  page: string,
  principal: Principal,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const question = { operation: `page ${page}`, reader: readerOf(principal) };
  return (await readRouting().read(question, run)).answer;
}

const readerOf = (principal: Principal): string | null =>
  principal.kind === "anonymous" ? null : `${principal.kind}:${principal.id}`;

/** @see https://www.w3.org/TR/server-timing/ */
const serverTiming = ({ where, reason }: ReadPlace, ms: number): Record<string, string> => ({
  "server-timing": `read;desc="${where}: ${reason}";dur=${ms.toFixed(1)}`,
});

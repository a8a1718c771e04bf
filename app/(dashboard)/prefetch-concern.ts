import type { FetchQueryOptions, QueryKey } from "@tanstack/react-query";
import type { SearchParams } from "nuqs/server";
import type { z } from "zod";
import { type Bar, loadBar } from "@/components/frame/bar-state.ts";
import type { Params } from "@/lib/client/query-client.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { parseQuestion, prefetchPage } from "./prefetch.ts";

type Concern<Question extends Params, Answer, Key extends QueryKey, Schema extends z.ZodType> = {
  /** As `authorise` knows it. */
  concern: string;
  question: (bar: Bar) => Question;
  /** The browser's question, whose cache the answer goes into. */
  client: (question: Question) => FetchQueryOptions<Answer, Error, Answer, Key>;
  params: Schema;
  /** The same question, answered here. */
  query: (params: z.output<Schema>, nowMs: number) => Promise<Answer>;
};

/** Answers the one question of a concern's page on the server, beside what the frame shows. */
export async function prefetchConcern<
  Question extends Params,
  Answer,
  Key extends QueryKey,
  Schema extends z.ZodType,
>(
  page: Concern<Question, Answer, Key, Schema>,
  { principal, searchParams }: { principal: Principal; searchParams: Promise<SearchParams> },
) {
  const bar = await loadBar(searchParams);
  const nowMs = Date.now();
  const question = page.question(bar);
  return prefetchPage({
    principal,
    bar,
    questions: [],
    own: {
      concern: page.concern,
      prefetch: (client) =>
        client.prefetchQuery({
          ...page.client(question),
          queryFn: () => page.query(parseQuestion(page.params, question), nowMs),
        }),
    },
    nowMs,
  });
}

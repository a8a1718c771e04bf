import { dehydrate, type QueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { Bar } from "@/components/frame/bar-state.ts";
import {
  overviewQuestion,
  serviceRequestsQuestion,
  servicesQuestion,
  timelineQuestion,
} from "@/components/frame/service-questions.ts";
import { intakeQuery } from "@/lib/client/intake.ts";
import { overviewQuery } from "@/lib/client/overview.ts";
import { makeQueryClient, type Params } from "@/lib/client/query-client.ts";
import { type RequestsQuestion, requestsQuery } from "@/lib/client/requests.ts";
import { servicesQuery } from "@/lib/client/services.ts";
import { timelineQuery } from "@/lib/client/timeline.ts";
import { overviewParams } from "@/lib/contract/overview.ts";
import { requestsParams } from "@/lib/contract/requests.ts";
import { servicesParams } from "@/lib/contract/services.ts";
import { timelineParams } from "@/lib/contract/timeline.ts";
import { authorise } from "@/lib/domain/permissions.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { queryIntake } from "@/lib/query/intake.ts";
import { queryOverview } from "@/lib/query/overview.ts";
import { queryRequests } from "@/lib/query/requests.ts";
import { queryServices } from "@/lib/query/services.ts";
import { queryTimeline } from "@/lib/query/timeline.ts";
import { readForPage } from "@/lib/web/http-reads.ts";

/** Parses a page's question as the API would parse its address; null and undefined are not given. */
export function parseQuestion<Schema extends z.ZodType>(
  schema: Schema,
  question: Params,
): z.output<Schema> {
  const given = Object.entries(question).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return schema.parse(Object.fromEntries(given));
}

const prefetchRequests = (client: QueryClient, question: RequestsQuestion, nowMs: number) =>
  client.prefetchQuery({
    ...requestsQuery(question),
    queryFn: () => queryRequests(parseQuestion(requestsParams, question), nowMs),
  });

const prefetchServices = (client: QueryClient, bar: Bar, nowMs: number) => {
  const question = servicesQuestion(bar);
  return client.prefetchQuery({
    ...servicesQuery(question),
    queryFn: () => queryServices(parseQuestion(servicesParams, question), nowMs),
  });
};

const prefetchTimeline = (client: QueryClient, bar: Bar, nowMs: number) => {
  const question = timelineQuestion(bar);
  return client.prefetchQuery({
    ...timelineQuery(question),
    queryFn: () => queryTimeline(parseQuestion(timelineParams, question), nowMs),
  });
};

/** What the concerns tell of every service; other pages ask when they are there, for their marks alone. */
export const prefetchOverview = (client: QueryClient, bar: Bar, nowMs: number) => {
  const question = overviewQuestion(bar);
  return client.prefetchQuery({
    ...overviewQuery(question),
    queryFn: () => queryOverview(parseQuestion(overviewParams, question), nowMs),
  });
};

/**
 * Answers a page's questions on the server, so that its first paint has data: the list of services and what has
 * been received, which the frame shows, and the page's own. A question that fails is left to the browser, which
 * asks again and shows the reason. Throws `UnauthenticatedError` or `ForbiddenError` for a principal that may not
 * read all of that.
 */
export async function prefetchPage({
  principal,
  bar,
  questions,
  own,
  nowMs,
}: {
  principal: Principal;
  bar: Bar;
  questions: readonly RequestsQuestion[];
  /** The page's own concern and what asks its questions; absent: only requests are asked for. */
  own?: { concern: string; prefetch: (client: QueryClient) => Promise<void> };
  nowMs: number;
}) {
  const concerns = ["intake", "services", "requests", "timeline", ...(own ? [own.concern] : [])];
  for (const concern of concerns) {
    authorise(principal, "telemetry:read", { concern });
  }
  const client = makeQueryClient();
  await readForPage(own?.concern ?? "requests", principal, () =>
    Promise.all([
      client.prefetchQuery({ ...intakeQuery(), queryFn: () => queryIntake(nowMs) }),
      prefetchServices(client, bar, nowMs),
      prefetchTimeline(client, bar, nowMs),
      own?.prefetch(client),
      ...[serviceRequestsQuestion(bar), ...questions].map((question) =>
        prefetchRequests(client, question, nowMs),
      ),
    ]),
  );
  return dehydrate(client);
}

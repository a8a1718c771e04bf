import { dehydrate } from "@tanstack/react-query";
import { boardQuery, boardsQuery } from "@/lib/client/boards.ts";
import { makeQueryClient } from "@/lib/client/query-client.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { authorise } from "@/lib/domain/permissions.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { queryBoard, queryBoards } from "@/lib/query/boards.ts";

/** Reads the list of boards on the server, for the first paint. A failure is left to the browser, which says why. */
export async function prefetchBoards(principal: Principal) {
  authorise(principal, "config:read", { concern: "boards" });
  const client = makeQueryClient();
  const author = authorOf(principal);
  await client.prefetchQuery({
    ...boardsQuery(),
    queryFn: () => queryBoards(author),
    retry: false,
  });
  return dehydrate(client);
}

/** Reads one board on the server, as `prefetchBoards` does the list. */
export async function prefetchBoard(principal: Principal, boardId: string) {
  authorise(principal, "config:read", { concern: "boards", id: boardId });
  const client = makeQueryClient();
  const author = authorOf(principal);
  await client.prefetchQuery({
    ...boardQuery(boardId),
    queryFn: () => queryBoard(boardId, author),
    retry: false,
  });
  return dehydrate(client);
}

import type { Metadata } from "next";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { authorisePage } from "@/lib/web/page-access.ts";
import { BoardsView } from "./_components/boards-view.tsx";
import { prefetchBoards } from "./prefetch-boards.ts";

export const metadata: Metadata = { title: "Boards" };

/** Boards for everybody and one's own. */
export default async function BoardsPage() {
  const principal = await authorisePage("/boards");
  return (
    <Prefetched state={await prefetchBoards(principal)}>
      <BoardsView />
    </Prefetched>
  );
}

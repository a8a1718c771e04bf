import type { Metadata } from "next";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchBoard } from "../prefetch-boards.ts";
import { BoardView } from "./_components/board-view.tsx";

export const metadata: Metadata = { title: "Board" };

type Props = { params: Promise<{ boardId: string }> };

/** One board; whether the reader may see it is for its API to say. */
export default async function BoardPage({ params }: Props) {
  const principal = await authorisePage("/boards/[boardId]");
  const { boardId } = await params;
  return (
    <Prefetched state={await prefetchBoard(principal, boardId)}>
      <BoardView boardId={boardId} />
    </Prefetched>
  );
}

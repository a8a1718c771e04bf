import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { BoardsView } from "./_components/boards-view.tsx";

export const metadata: Metadata = { title: "Boards" };

/** Boards for everybody and one's own. */
export default async function BoardsPage() {
  await authorisePage("/boards");
  return <BoardsView />;
}

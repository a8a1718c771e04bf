"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useHref } from "@/components/frame/use-bar.ts";
import { Card } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton, EmptyState } from "@/components/ui/states.tsx";
import { boardQuery } from "@/lib/client/boards.ts";
import { ApiError } from "@/lib/client/query-client.ts";
import { OpenBoard } from "./open-board.tsx";

/** One board: its panels over the bar's range, and while it is edited, the ways to change them. */
export function BoardView({ boardId }: { boardId: string }) {
  const hrefOf = useHref();
  const answer = useQuery(boardQuery(boardId));
  if (answer.data) return <OpenBoard key={boardId} board={answer.data} />;
  const isMissing = answer.error instanceof ApiError && answer.error.status === 404;
  return (
    <Card>
      {isMissing ? (
        <EmptyState title="There is no such board">
          It was deleted, or it is somebody else’s own.{" "}
          <Link href={hrefOf("/boards")} className="text-accent underline">
            All boards
          </Link>
        </EmptyState>
      ) : answer.error ? (
        <QueryError
          error={answer.error}
          missing="The board is missing; every other page works."
          onRetry={() => void answer.refetch()}
        />
      ) : (
        <ChartSkeleton height={320} />
      )}
    </Card>
  );
}

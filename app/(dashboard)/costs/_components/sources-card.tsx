"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, RowsSkeleton } from "@/components/ui/states.tsx";
import { costSourcesQuery, deleteCostSource, runCostSource } from "@/lib/client/cost-sources.ts";
import type { CostSourceAnswer } from "@/lib/contract/cost-sources.ts";
import { costSourceRows } from "@/lib/view/cost-source-rows.ts";
import { RatesDialog } from "./rates-dialog.tsx";
import { SourceDialog } from "./source-dialog.tsx";
import { SourceItem } from "./source-item.tsx";
import { UploadDialog } from "./upload-dialog.tsx";
import { WatchedFolder } from "./watched-folder.tsx";

const NOW_STEP_MS = 10_000;

/** Where costs come from: how each source is, when it is read, what asking costs, and whether it agrees with itself. */
export function SourcesCard() {
  const client = useQueryClient();
  const nowMs = useNow(NOW_STEP_MS);
  const answer = useQuery(costSourcesQuery());
  const [editing, setEditing] = useState<CostSourceAnswer | "new" | null>(null);
  const [isConverting, setConverting] = useState(false);
  const [isUploading, setUploading] = useState(false);
  const refresh = { onSettled: () => client.invalidateQueries({ queryKey: ["costs"] }) };
  const remove = useMutation({ mutationFn: deleteCostSource, ...refresh });
  const run = useMutation({ mutationFn: runCostSource, ...refresh });
  const { data, error } = answer;
  const failed = remove.error ?? run.error;
  return (
    <Card>
      <CardHeader
        title="Sources"
        note="Where these costs come from"
        actions={
          <>
            <Button onClick={() => setConverting(true)}>Rates</Button>
            <Button onClick={() => setUploading(true)}>Upload bill</Button>
            <Button onClick={() => setEditing("new")}>Add source</Button>
          </>
        }
      />
      {!data && !error && <RowsSkeleton rows={2} />}
      {!data && error && (
        <QueryError
          error={error}
          missing="Where costs come from is not known."
          onRetry={() => void answer.refetch()}
        />
      )}
      {failed && (
        <p role="alert" className="px-4 py-2 text-12 text-critical">
          {failed.message}
        </p>
      )}
      {data?.sources.length === 0 && (
        <EmptyState title="No source yet">
          Add AWS Cost Explorer, upload a bill, type in a price list, or let Headroom watch a folder
          of bills by <code>HEADROOM_COSTS_DIR</code>.
        </EmptyState>
      )}
      {data && data.sources.length > 0 && (
        <ul aria-label="Sources of costs">
          {costSourceRows(data, nowMs).map((row) => (
            <SourceItem
              key={row.source}
              row={row}
              onEdit={() =>
                setEditing(data.sources.find(({ source }) => source === row.source) ?? null)
              }
              onRun={() => run.mutate(row.source)}
              onDelete={() => {
                const asked = `Delete “${row.source}” and every cost that it told?`;
                if (window.confirm(asked)) remove.mutate(row.source);
              }}
            />
          ))}
        </ul>
      )}
      {data && <WatchedFolder folder={data.folder} nowMs={nowMs} />}
      <SourceDialog
        open={editing !== null}
        source={editing === "new" ? null : editing}
        onClose={() => setEditing(null)}
      />
      <RatesDialog open={isConverting} onClose={() => setConverting(false)} />
      <UploadDialog open={isUploading} onClose={() => setUploading(false)} />
    </Card>
  );
}

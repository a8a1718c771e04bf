"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, RowsSkeleton } from "@/components/ui/states.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { objectivesQuery } from "@/lib/client/objectives.ts";
import {
  burnTexts,
  goodText,
  leftText,
  type ObjectiveRow,
  objectiveText,
  toObjectiveRows,
} from "@/lib/view/objectives.ts";
import { ObjectiveDialog } from "./objective-dialog.tsx";
import { ObjectivePanel } from "./objective-panel.tsx";

/** What services owe, what is left of their budgets, and how fast they burn. */
export function ObjectivesTab() {
  const [openId, setOpenId] = useQueryState("objective", parseAsString);
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(objectivesQuery());
  if (error && !data) {
    return (
      <QueryError
        error={error}
        missing="What is owed is not known."
        onRetry={() => void refetch()}
      />
    );
  }
  if (!data) return <RowsSkeleton rows={4} />;
  const make = (
    <Button kind="main" onClick={() => setMaking(true)}>
      New objective
    </Button>
  );
  const open = data.objectives.find(({ id }) => id === openId);
  return (
    <>
      {data.objectives.length === 0 ? (
        <EmptyState title="No objective">
          <p>
            An objective says which share of requests must be good over weeks. It alerts when its
            budget burns too fast.
          </p>
          {make}
        </EmptyState>
      ) : (
        <>
          <div className="flex justify-end border-b border-line px-4 py-2">{make}</div>
          <DataTable
            label="Objectives"
            rows={toObjectiveRows(data.objectives)}
            columns={COLUMNS}
            rowId={({ id }) => id}
            sortParam="objectiveSort"
            onOpen={({ objective }) => void setOpenId(objective.id)}
            selectedId={openId}
            compact={(row) => <CompactObjective row={row} />}
          />
        </>
      )}
      {making && <ObjectiveDialog objective={null} onClose={() => setMaking(false)} />}
      {open && <ObjectivePanel objective={open} onClose={() => void setOpenId(null)} />}
    </>
  );
}

function Name({ row }: { row: ObjectiveRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} label={row.word} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.objective.name}</span>
        <span className="block truncate text-12 text-text-3">
          {[row.about, objectiveText(row.objective)].filter(Boolean).join(" · ")}
        </span>
      </span>
    </span>
  );
}

const burnColumn = (index: number, label: string): Column<ObjectiveRow> => ({
  id: `burn${index}`,
  header: label,
  align: "right",
  hint: "How many times faster than allowed the budget burns over this time",
  sortBy: ({ group }) => group?.burns[index]?.long ?? null,
  cell: ({ group }) => {
    const burn = group?.burns[index];
    return (
      <span className={burn?.isBurning ? `font-semibold ${statusText(burn.severity)}` : ""}>
        {burnTexts(group)[index]?.text ?? "–"}
      </span>
    );
  },
});

const COLUMNS: readonly Column<ObjectiveRow>[] = [
  {
    id: "objective",
    header: "Objective",
    sortBy: ({ objective }) => objective.name,
    cell: (row) => <Name row={row} />,
    className: "max-w-96",
  },
  { id: "state", header: "State", sortBy: ({ word }) => word, cell: ({ word }) => word },
  {
    id: "good",
    header: "Good",
    align: "right",
    sortBy: ({ group }) => group?.goodRatio ?? null,
    cell: ({ group }) => goodText(group),
  },
  {
    id: "left",
    header: "Budget left",
    align: "right",
    sortBy: ({ group }) => group?.budgetLeft ?? null,
    cell: ({ group, status }) => (
      <span className={`font-semibold ${statusText(status)}`}>{leftText(group)}</span>
    ),
  },
  burnColumn(0, "Burn 1 h"),
  burnColumn(1, "6 h"),
  burnColumn(2, "3 d"),
];

function CompactObjective({ row }: { row: ObjectiveRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <Name row={row} />
      </span>
      <span className="text-right">
        <span className={`block font-semibold ${statusText(row.status)}`}>
          {leftText(row.group)}
        </span>
        <span className="block text-12 text-text-3">{row.word}</span>
      </span>
    </span>
  );
}

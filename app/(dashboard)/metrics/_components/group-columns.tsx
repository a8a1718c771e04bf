"use client";

import clsx from "clsx";
import { Filter } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button.tsx";
import type { Column } from "@/components/ui/data-table.tsx";
import type { MetricFilter } from "@/lib/view/metric-filters.ts";
import type { MetricRow } from "@/lib/view/metric-groups.ts";

type Context = {
  groupBy: readonly string[];
  write: (value: number | null) => string;
  /** Lines by id with their colour. */
  drawn: ReadonlyMap<string, string>;
  hidden: readonly string[];
  onHide: (hidden: string[]) => void;
  onNarrow: (filters: MetricFilter[]) => void;
  serviceHref: (key: MetricRow["key"]) => string;
};

/** Everything but one line, or nothing when it already stands alone. */
function isolated({ drawn, hidden }: Context, id: string): string[] {
  const others = [...drawn.keys()].filter((other) => other !== id);
  const alone = !hidden.includes(id) && others.every((other) => hidden.includes(other));
  return alone ? [] : others;
}

const toggled = (hidden: readonly string[], id: string): string[] =>
  hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id];

/** The mark of a line, which switches it; a row without a line has none. */
function Mark({ row, context }: { row: MetricRow; context: Context }) {
  const { drawn, hidden, onHide } = context;
  const colour = drawn.get(row.id);
  const off = hidden.includes(row.id);
  if (colour === undefined) return <span className="block w-7" title="Not drawn" />;
  return (
    <button
      type="button"
      aria-pressed={!off}
      aria-label={`Line of ${row.label}`}
      onClick={() => onHide(toggled(hidden, row.id))}
      onDoubleClick={() => onHide(isolated(context, row.id))}
      className="grid size-7 shrink-0 place-items-center rounded-2 hover:bg-surface-3 max-tablet:size-8"
    >
      <span
        aria-hidden
        className={clsx("size-3 rounded-1 border-2", off && "bg-transparent")}
        style={off ? { borderColor: colour } : { background: colour, borderColor: colour }}
      />
    </button>
  );
}

/** Filters that hold for one row alone; null: it is everything there is. */
function filtersOf(row: MetricRow, groupBy: readonly string[]): MetricFilter[] | null {
  if (groupBy.length === 0 || groupBy.some((name) => row.key[name] === undefined)) return null;
  return groupBy.map((attribute) => ({
    attribute,
    operator: "=",
    value: row.key[attribute] ?? "",
  }));
}

function Name({ row, context }: { row: MetricRow; context: Context }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Mark row={row} context={context} />
      <span
        className={clsx("min-w-0 truncate", context.hidden.includes(row.id) && "text-text-3")}
        title={row.label}
      >
        {row.label}
      </span>
    </span>
  );
}

function RowActions({ row, context }: { row: MetricRow; context: Context }) {
  const filters = filtersOf(row, context.groupBy);
  return (
    <span className="inline-flex items-center gap-1">
      {row.key.service && (
        <Link
          href={context.serviceHref(row.key)}
          className="text-12 text-text-2 underline decoration-dashed underline-offset-4 hover:decoration-solid"
        >
          requests
        </Link>
      )}
      {filters && (
        <Button
          kind="bare"
          square
          aria-label={`Only ${row.label}`}
          title="Narrow to this group"
          onClick={() => context.onNarrow(filters)}
        >
          <Filter size={13} aria-hidden />
        </Button>
      )}
    </span>
  );
}

/** The columns of the table of groups; figures are of complete buckets. */
export function groupColumns(context: Context): Column<MetricRow>[] {
  const { write, groupBy } = context;
  const figure = (
    id: "last" | "mean" | "max" | "total",
    header: string,
    hint: string,
  ): Column<MetricRow> => ({
    id,
    header,
    hint,
    align: "right",
    sortBy: (row) => row[id],
    cell: (row) => write(row[id]),
  });
  return [
    {
      id: "group",
      header: groupBy.length === 0 ? "Line" : groupBy.join(" · "),
      sortBy: (row) => row.label,
      className: "max-w-0 w-1/2",
      cell: (row) => <Name row={row} context={context} />,
    },
    figure("last", "Last", "Of the newest complete bucket"),
    figure("mean", "Mean", "Of complete buckets"),
    figure("max", "Max", "Of complete buckets"),
    figure("total", "Range", "The same aggregation over the whole range"),
    {
      id: "actions",
      header: "",
      align: "right",
      cell: (row) => <RowActions row={row} context={context} />,
    },
  ];
}

/** A group in two lines for narrow screens. */
export function CompactGroup({
  row,
  columns,
}: {
  row: MetricRow;
  columns: readonly Column<MetricRow>[];
}) {
  const cell = (id: string) => columns.find((column) => column.id === id)?.cell(row);
  return (
    <span className="block">
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1">{cell("group")}</span>
        {cell("actions")}
      </span>
      <span className="grid grid-cols-3 gap-2 pb-1 pl-8 text-12">
        {["last", "mean", "max"].map((id) => (
          <span key={id} className="whitespace-nowrap">
            <span className="block text-11 text-text-3">{id}</span>
            {cell(id)}
          </span>
        ))}
      </span>
    </span>
  );
}

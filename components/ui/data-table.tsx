"use client";

import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortingState,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "./button.tsx";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});

/** One column. Without `sortBy` it cannot be sorted; null and unknown sort last in both directions. */
export type Column<Row extends RowData> = {
  id: string;
  header: string;
  align?: "left" | "right";
  /** Explains the header on hover. */
  hint?: string;
  sortBy?: (row: Row) => number | string | null;
  cell: (row: Row) => ReactNode;
  className?: string;
};

type Props<Row extends RowData> = {
  label: string;
  /** In their natural order: trouble first. */
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  /** The URL's parameter for this table's order, such as "sort". */
  sortParam: string;
  /** Opens a row's detail; the first cell becomes its button. */
  onOpen?: (row: Row) => void;
  /** Where `onOpen` leads, if to another page: the first cell is a link then, for a tab of its own. */
  hrefOf?: (row: Row) => string;
  selectedId?: string | null;
  /** The same row in two lines for narrow screens. */
  compact: (row: Row) => ReactNode;
  /** So many rows are drawn until a person asks for all. */
  most?: number;
};

const toColumnDef = <Row extends RowData>(
  column: Column<Row>,
): ColumnDef<typeof features, Row> => ({
  id: column.id,
  accessorFn: (row: Row) => column.sortBy?.(row) ?? undefined,
  enableSorting: column.sortBy !== undefined,
  sortFn: "basic",
  sortUndefined: "last",
});

function parseSorting(text: string | null): SortingState {
  const match = /^(.+)\.(asc|desc)$/.exec(text ?? "");
  return match?.[1] ? [{ id: match[1], desc: match[2] === "desc" }] : [];
}

const nextSorting = (id: string, current: SortingState): string | null => {
  const [active] = current;
  if (active?.id !== id) return `${id}.desc`;
  return active.desc ? `${id}.asc` : null;
};

/**
 * A table of things, trouble first. A header sorts downwards, then upwards, then gives the natural order
 * back; the order is in the URL. Below 768 px every row is drawn by `compact`.
 */
export function DataTable<Row extends RowData>(props: Props<Row>) {
  const { rows, columns, rowId, sortParam } = props;
  const [sortText, setSortText] = useQueryState(sortParam, parseAsString);
  const sorting = useMemo(() => parseSorting(sortText), [sortText]);
  const defs = useMemo(() => columns.map(toColumnDef), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: defs,
    data,
    getRowId: rowId,
    state: { sorting },
  });
  const [isWhole, setIsWhole] = useState(false);
  const sorted = table.getRowModel().rows.map((row) => row.original);
  // One row more takes no more room than the button.
  const isCut = !isWhole && props.most !== undefined && sorted.length > props.most + 1;
  const drawn = isCut ? sorted.slice(0, props.most) : sorted;
  return (
    <div data-hold>
      <table className="w-full border-collapse text-13 max-tablet:hidden" aria-label={props.label}>
        <thead>
          <tr className="border-b border-line text-12 text-text-3">
            {columns.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                sorting={sorting}
                onSort={() => void setSortText(nextSorting(column.id, sorting))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {drawn.map((row) => (
            <BodyRow key={rowId(row)} row={row} {...props} />
          ))}
        </tbody>
      </table>
      <CompactList {...props} rows={drawn} />
      {isCut && (
        <div className="border-t border-line px-2 py-1">
          <Button kind="bare" onClick={() => setIsWhole(true)}>
            Show all {sorted.length}
          </Button>
        </div>
      )}
    </div>
  );
}

type HeaderProps<Row extends RowData> = {
  column: Column<Row>;
  sorting: SortingState;
  onSort: () => void;
};

function HeaderCell<Row extends RowData>({ column, sorting, onSort }: HeaderProps<Row>) {
  const active = sorting.find((sort) => sort.id === column.id);
  const order = !active ? "none" : active.desc ? "descending" : "ascending";
  const Arrow = active?.desc === false ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={column.sortBy ? order : undefined}
      title={column.hint}
      className={clsx(
        "h-9 px-2 font-normal whitespace-nowrap first:pl-4 last:pr-4",
        column.align === "right" ? "text-right" : "text-left",
        column.className,
      )}
    >
      {column.sortBy ? (
        <button
          type="button"
          onClick={onSort}
          className="inline-flex items-center gap-1 hover:text-text"
        >
          {column.header}
          {active && <Arrow size={12} aria-hidden />}
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

function BodyRow<Row extends RowData>({
  row,
  columns,
  onOpen,
  hrefOf,
  rowId,
  selectedId,
}: Props<Row> & { row: Row }) {
  const selected = selectedId !== undefined && selectedId === rowId(row);
  return (
    <tr
      aria-current={selected || undefined}
      onClick={onOpen ? () => onOpen(row) : undefined}
      className={clsx(
        "h-9 border-b border-line last:border-0",
        onOpen && "cursor-pointer hover:bg-surface-2",
        selected && "bg-surface-2 shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      {columns.map((column, index) => (
        <td
          key={column.id}
          className={clsx(
            "px-2 py-1.5 first:pl-4 last:pr-4",
            column.align === "right" && "text-right whitespace-nowrap",
            column.className,
          )}
        >
          {index === 0 && hrefOf ? (
            <Link
              data-row
              href={hrefOf(row)}
              className="block w-full"
              onClick={(event) => event.stopPropagation()}
            >
              {column.cell(row)}
            </Link>
          ) : index === 0 && onOpen ? (
            <button
              type="button"
              data-row
              className="w-full text-left"
              onClick={(event) => {
                event.stopPropagation();
                onOpen(row);
              }}
            >
              {column.cell(row)}
            </button>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}

function CompactList<Row extends RowData>({ rows, rowId, onOpen, compact, label }: Props<Row>) {
  return (
    <ul className="tablet:hidden" aria-label={label}>
      {rows.map((row) => (
        <li key={rowId(row)} className="border-b border-line last:border-0">
          {onOpen ? (
            <button
              type="button"
              data-row
              className="block min-h-12 w-full px-4 py-1.5 text-left"
              onClick={() => onOpen(row)}
            >
              {compact(row)}
            </button>
          ) : (
            <div className="min-h-12 px-4 py-1.5">{compact(row)}</div>
          )}
        </li>
      ))}
    </ul>
  );
}

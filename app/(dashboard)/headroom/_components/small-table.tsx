import clsx from "clsx";
import type { ReactNode } from "react";

type Props = {
  label: string;
  /** The first is the row's name; the others are figures. */
  heads: readonly string[];
  rows: readonly { id: string; cells: readonly ReactNode[]; trouble?: boolean }[];
  /** Said in place of rows. */
  empty: string;
};

/** A few rows of figures that need no sorting. It scrolls sideways where it does not fit. */
export function SmallTable({ label, heads, rows, empty }: Props) {
  if (rows.length === 0) return <p className="px-4 py-4 text-13 text-text-2">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="overflow-x-auto" tabIndex={0} aria-label={label}>
      <table className="w-full border-collapse text-13 max-tablet:text-12" aria-label={label}>
        <thead>
          <tr className="border-b border-line text-12 text-text-3">
            {heads.map((head, index) => (
              <th
                key={head}
                scope="col"
                className={clsx(
                  "h-9 px-2 font-normal whitespace-nowrap first:pl-4 last:pr-4 max-tablet:px-1 max-tablet:whitespace-normal",
                  index === 0 ? "text-left" : "text-right",
                )}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.id}
              className={clsx(
                "h-9 border-b border-line last:border-0",
                row.trouble && "text-warning",
              )}
            >
              {row.cells.map((cell, index) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                  key={index}
                  className={clsx(
                    "px-2 py-1.5 first:pl-4 last:pr-4 max-tablet:px-1",
                    index === 0 ? "text-left" : "text-right whitespace-nowrap",
                  )}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

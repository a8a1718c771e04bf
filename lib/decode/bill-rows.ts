import { azureCells, isAzureColumn, isAzureHeading } from "./azure-cost-rows.ts";
import { curCells, isCurColumn, isCurHeading } from "./cur-rows.ts";
import {
  type FocusCells,
  type FocusRow,
  focusCells,
  isFocusColumn,
  missingFocusColumns,
  readCharge,
  rejectedRow,
} from "./focus-rows.ts";
import { gcpCells, isGcpColumn, isGcpHeading } from "./gcp-billing-rows.ts";

/** The file as a whole is no bill that is known; the message says what it lacks. */
export class BillHeadingError extends Error {
  override name = "BillHeadingError";
}

/** How rows of a bill are read, and which of its columns. */
export type BillReader = {
  /** A row of FOCUS, AWS or Azure tells of one charge, one of Google of its credits besides. */
  read: (cells: readonly string[]) => FocusRow[];
  isRead: (column: string) => boolean;
};

/**
 * A reader of rows for a file with this heading: FOCUS, or what AWS (CUR), Azure (cost details) and Google Cloud (billing
 * export) have of their own, through FOCUS's columns. Throws `BillHeadingError`.
 */
export function billReader(heading: readonly string[]): BillReader {
  const missing = missingFocusColumns(heading);
  if (missing.length === 0) return { read: one(focusCells(heading)), isRead: isFocusColumn };
  if (isCurHeading(heading)) return { read: one(curCells(heading)), isRead: isCurColumn };
  if (isAzureHeading(heading)) return { read: one(azureCells(heading)), isRead: isAzureColumn };
  if (isGcpHeading(heading)) return { read: several(gcpCells(heading)), isRead: isGcpColumn };
  throw new BillHeadingError(
    `the heading lacks ${missing.join(", ")}: it is neither a FOCUS file nor an export of AWS, Azure or Google Cloud`,
  );
}

const one =
  (read: (cells: readonly string[]) => FocusCells): BillReader["read"] =>
  (cells) => [readCharge(read(cells))];

const UNREADABLE: FocusRow[] = [rejectedRow("credits: not a list of amounts")];

/** A row whose parts cannot all be read is rejected in whole. */
const several =
  (read: (cells: readonly string[]) => FocusCells[] | null): BillReader["read"] =>
  (cells) => {
    const rows = read(cells)?.map(readCharge);
    if (!rows) return UNREADABLE;
    const rejected = rows.find(({ kind }) => kind === "rejected");
    return rejected ? [rejected] : rows;
  };

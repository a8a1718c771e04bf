import type { PoolClient } from "pg";
import { ParameterError } from "@/lib/contract/time.ts";
import type { Charge, RejectedRow } from "@/lib/domain/costs.ts";
import { writePool } from "@/lib/platform/db.ts";
import { type CostImport, insertCostImport } from "@/lib/store/cost-imports.ts";
import { type Bill, replaceBills, stageCharges } from "@/lib/store/cost-lines.ts";
import { type OwnTotal, replaceOwnTotals } from "@/lib/store/cost-own-totals.ts";

/** Rejected rows that are kept and told; their number is known whatever it is. */
const TOLD_REJECTIONS = 1_000;

/** What is being read: filled while charges flow. */
export type Reading = {
  rowCount: number;
  rejectedCount: number;
  rejected: RejectedRow[];
  bytesRead: number;
};

export const newReading = (): Reading => ({
  rowCount: 0,
  rejectedCount: 0,
  rejected: [],
  bytesRead: 0,
});

/** Notes that the row that was read last cannot be taken. */
export function reject(reading: Reading, reason: string): void {
  reading.rejectedCount += 1;
  if (reading.rejected.length < TOLD_REJECTIONS) {
    reading.rejected.push({ row: reading.rowCount, reason });
  }
}

export type BillToStore = {
  bill: Bill;
  charges: AsyncIterable<readonly Charge[]>;
  reading: Reading;
  now: () => number;
  /** Whether a bill without a row is one: a file without rows is none. */
  mayBeEmpty: boolean;
  /** What the source says that its periods come to; asked when everything was read. */
  ownTotals?: () => readonly OwnTotal[];
};

/** Puts charges in the place of what was known of their bills, all of them or, when reading fails, none. */
export async function storeBill(given: BillToStore): Promise<CostImport> {
  const { bill, charges, reading, now, mayBeEmpty, ownTotals } = given;
  const startedMs = now();
  return inTransaction(async (client) => {
    await stageCharges(client, charges);
    if (reading.rowCount === 0 && !mayBeEmpty) {
      throw new ParameterError("body", "body: the file has no rows");
    }
    const stored = await replaceBills(client, bill);
    const done = { ...bill, ...stored, ...reading, startedMs, finishedMs: now() };
    await insertCostImport(client, done);
    if (ownTotals) {
      const totals = ownTotals();
      const { source, part, periods = [] } = bill;
      await replaceOwnTotals(client, { source, part, periods, totals, readMs: now() });
    }
    return done;
  });
}

async function inTransaction<Result>(
  run: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await writePool().connect();
  try {
    // A bill of a gigabyte takes longer than any other statement may.
    await client.query("BEGIN; SET LOCAL statement_timeout = 0");
    const result = await run(client);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    await client.query("ROLLBACK").then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}

import { MASK_BYTES } from "@/lib/aggregate/log-signature.ts";
import type { LogBlock } from "@/lib/aggregate/log-slice.ts";
import type { Queryable } from "./queryable.ts";

/** Which slices are looked at. Times in Unix nanoseconds. */
export type SliceQuestion = {
  /** From `readIndexedThrough`, read before: slices written since are not counted twice. */
  indexedThrough: bigint;
  /** Inclusive. */
  fromNs: bigint;
  /** Exclusive. */
  toNs: bigint;
  /** Places whose masks are wanted. */
  places: readonly number[];
};

/** Where a page of slices ended. */
export type SlicePosition = { toNs: bigint; firstArrival: bigint };

export type FoundSlice = SlicePosition & {
  blocks: LogBlock[];
  /** The mask of each asked place, one after the other. */
  masks: Buffer;
};

type SliceRow = {
  first_arrival: string;
  to_ns: string;
  block_first_arrivals: string[];
  block_last_arrivals: string[];
  block_from_ns: string[];
  block_to_ns: string[];
  masks: Buffer | null;
};

const FIND_SLICES = `
  SELECT
    first_arrival, to_ns,
    block_first_arrivals, block_last_arrivals, block_from_ns, block_to_ns,
    (
      SELECT string_agg(
        substring(bits FROM (asked.place & (positions - 1)) * ${MASK_BYTES} + 1 FOR ${MASK_BYTES}),
        ''::bytea ORDER BY asked.ordinal
      )
      FROM unnest($1::integer[]) WITH ORDINALITY AS asked (place, ordinal)
    ) AS masks
  FROM log_slices
  WHERE last_arrival <= $2
    AND to_ns >= $3
    AND from_ns < $4
    AND ($5::bigint IS NULL OR (to_ns, first_arrival) < ($5, $6::bigint))
  ORDER BY to_ns DESC, first_arrival DESC
  LIMIT $7
`;

/** Slices that may hold records of a range, those with the newest record first. */
export async function findLogSlices(
  client: Queryable,
  question: SliceQuestion,
  { after, limit }: { after: SlicePosition | null; limit: number },
): Promise<FoundSlice[]> {
  const { rows } = await client.query<SliceRow>(FIND_SLICES, [
    question.places,
    question.indexedThrough,
    question.fromNs,
    question.toNs,
    after?.toNs ?? null,
    after?.firstArrival ?? null,
    limit,
  ]);
  return rows.map((row) => ({
    firstArrival: BigInt(row.first_arrival),
    toNs: BigInt(row.to_ns),
    blocks: row.block_first_arrivals.map((first, i) => ({
      firstArrival: BigInt(first),
      lastArrival: BigInt(row.block_last_arrivals[i] ?? first),
      fromNs: BigInt(row.block_from_ns[i] ?? 0),
      toNs: BigInt(row.block_to_ns[i] ?? 0),
    })),
    masks: row.masks ?? Buffer.alloc(0),
  }));
}

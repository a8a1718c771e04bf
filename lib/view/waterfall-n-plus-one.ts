import type { TraceNPlusOne } from "@/lib/contract/traces.ts";
import { formatCount, formatMs, joined } from "./format.ts";
import type { SentencePart } from "./sentence.ts";
import type { SpanTree } from "./waterfall-tree.ts";

/** In place of a span's id in the address: the first span that an N+1 of the trace marks. */
export const TRACE_MARK = "n-plus-one";

/** What a span is part of: one of so many similar queries in a row. */
export type NPlusOneMark = {
  /** Key of the first of them. */
  first: string;
  queries: number;
  lostMs: number;
  statement: string;
};

/** The marks of spans, by key; those of the costliest N+1 come first. */
export function nPlusOneMarks(
  tree: SpanTree,
  found: readonly TraceNPlusOne[],
): Map<string, NPlusOneMark> {
  const marks = new Map<string, NPlusOneMark>();
  for (const one of found.toSorted((a, b) => b.lostMs - a.lostMs)) {
    const keys = one.spanIds.filter((id) => tree.byKey.has(id));
    const [first] = keys;
    if (first === undefined) continue;
    const mark: NPlusOneMark = {
      ...{ first, queries: one.spanIds.length, lostMs: one.lostMs },
      statement: one.statement,
    };
    for (const key of keys) marks.set(key, mark);
  }
  return marks;
}

/** "20 queries, 190 ms lost". */
export const markText = ({ queries, lostMs }: NPlusOneMark): string =>
  `${formatCount(queries)} queries, ${joined(formatMs(lostMs))} lost`;

/** What the trace's sentence says of its N+1s: the costliest, and how many more there are. */
export function nPlusOneParts(
  marks: ReadonlyMap<string, NPlusOneMark>,
  hrefOfSpan: (key: string) => string,
): SentencePart[] {
  const all = [...new Set(marks.values())];
  const [worst] = all;
  if (!worst) return [];
  const more = all.length > 1 ? ` ${formatCount(all.length - 1)} more like it.` : "";
  return [
    { text: " It has an ", tone: "reason" },
    { text: "N+1", tone: "warning", href: hrefOfSpan(worst.first) },
    {
      text: `: ${formatCount(worst.queries)} similar queries in a row, ${joined(formatMs(worst.lostMs))} lost.${more}`,
      tone: "reason",
    },
  ];
}

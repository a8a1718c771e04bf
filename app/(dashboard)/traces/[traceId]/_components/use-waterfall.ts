"use client";

import { parseAsFloat, parseAsString, useQueryStates } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import type { Waterfall } from "@/lib/view/waterfall.ts";
import {
  type Fold,
  foldSiblings,
  hiddenByFolds,
  openingFolds,
} from "@/lib/view/waterfall-folds.ts";
import { TRACE_MARK } from "@/lib/view/waterfall-n-plus-one.ts";
import {
  collapsibleKeys,
  moveSelection,
  type RowMove,
  revealing,
  visibleRows,
} from "@/lib/view/waterfall-rows.ts";
import { type TimeWindow, wholeTrace } from "@/lib/view/waterfall-ruler.ts";
import { buildSearchIndex, findSpans, stepMatch } from "@/lib/view/waterfall-search.ts";
import type { SpanNode } from "@/lib/view/waterfall-tree.ts";

/** What of the waterfall stands in the URL: the selected span, the search, the drawn part in ms. */
const parsers = {
  span: parseAsString,
  find: parseAsString.withDefault(""),
  zoomFrom: parseAsFloat,
  zoomTo: parseAsFloat,
};

export type WaterfallState = ReturnType<typeof useWaterfall>;

/** Selection, collapsed and folded rows, search and drawn part of one trace, and the ways to change them. */
export function useWaterfall(waterfall: Waterfall) {
  const { tree, path } = waterfall;
  const [url, setUrl] = useQueryStates(parsers, { history: "replace", scroll: false });
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [openedFolds, setOpenedFolds] = useState<ReadonlySet<string>>(new Set());
  const folds = useMemo(() => foldSiblings(tree), [tree]);
  const linked = url.span === null ? undefined : tree.byKey.get(keyOf(url.span, waterfall));
  const opened = useMemo(
    () => (linked ? openingFolds(openedFolds, folds, linked) : openedFolds),
    [linked, openedFolds, folds],
  );
  const hidden = useMemo(() => hiddenByFolds(folds, opened), [folds, opened]);
  const rows = useMemo(() => visibleRows(tree, collapsed, hidden), [tree, collapsed, hidden]);
  const index = useMemo(() => buildSearchIndex(tree), [tree]);
  const matches = useMemo(() => findSpans(index, url.find), [index, url.find]);
  const errors = useMemo(() => tree.nodes.filter((node) => node.span.error), [tree]);
  const selected = linked ?? null;
  const { zoomFrom, zoomTo } = url;
  const window = useMemo(
    () => windowOf(waterfall, { zoomFrom, zoomTo }),
    [waterfall, zoomFrom, zoomTo],
  );

  const select = useCallback(
    (key: string | null) => {
      const node = key === null ? undefined : tree.byKey.get(key);
      if (node) setCollapsed((current) => revealing(current, node));
      void setUrl({ span: key });
    },
    [tree, setUrl],
  );
  const toggle = useCallback((key: string) => {
    setCollapsed((current) => {
      const next = new Set(current);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  const toggleFold = useCallback((fold: Fold) => {
    setOpenedFolds((current) => {
      const next = new Set(current);
      if (!next.delete(fold.key)) next.add(fold.key);
      return next;
    });
  }, []);
  const foldAt = (node: SpanNode): Fold | null => {
    const fold = folds.get(node.key);
    return fold && fold.key === node.key && !opened.has(fold.key) ? fold : null;
  };
  const step = (among: SpanNode[], by: 1 | -1) => {
    const node = stepMatch(tree, among, { from: selected?.key ?? null, by });
    if (node) select(node.key);
  };

  return {
    ...{ rows, collapsed, matches, errors, selected, window, select, toggle, toggleFold },
    /** The fold that a row stands for; null: it is a span of its own. */
    foldAt,
    /** The opened fold that a row is the first of; null: none. */
    openFoldAt: (node: SpanNode): Fold | null => {
      const fold = folds.get(node.key);
      return fold && fold.key === node.key && opened.has(fold.key) ? fold : null;
    },
    matched: useMemo(() => new Set(matches.map((node) => node.key)), [matches]),
    onPath: useMemo(() => groupByNode(path), [path]),
    find: url.find,
    setFind: (find: string) => void setUrl({ find: find === "" ? null : find }),
    stepMatch: (by: 1 | -1) => step(matches, by),
    stepError: (by: 1 | -1) => step(errors, by),
    move: (move: RowMove) => {
      const fold = selected && move === "in" ? foldAt(selected) : null;
      if (fold) return toggleFold(fold);
      const next = moveSelection(
        tree,
        { selected: selected?.key ?? null, collapsed, hidden },
        move,
      );
      setCollapsed(next.collapsed);
      void setUrl({ span: next.selected });
    },
    collapseAll: () => {
      setCollapsed(collapsibleKeys(tree));
      setOpenedFolds(new Set());
    },
    expandAll: () => {
      setCollapsed(new Set());
      setOpenedFolds(new Set([...folds.values()].map((fold) => fold.key)));
    },
    zoomed: url.zoomFrom !== null,
    zoom: (to: TimeWindow | null) =>
      void setUrl({
        zoomFrom: to === null ? null : to.fromNs / 1e6,
        zoomTo: to === null ? null : to.toNs / 1e6,
      }),
  };
}

/** A link may ask for the first span that an N+1 marks, whatever its id. */
const keyOf = (span: string, { marks }: Waterfall): string =>
  span === TRACE_MARK ? (marks.keys().next().value ?? span) : span;

function windowOf(
  { tree }: Waterfall,
  { zoomFrom, zoomTo }: { zoomFrom: number | null; zoomTo: number | null },
): TimeWindow {
  const whole = wholeTrace(tree);
  if (zoomFrom === null || zoomTo === null) return whole;
  const fromNs = Math.max(0, Math.round(zoomFrom * 1e6));
  const toNs = Math.min(whole.toNs, Math.round(zoomTo * 1e6));
  return toNs > fromNs ? { fromNs, toNs } : whole;
}

type Stretch = { startNs: number; endNs: number };

function groupByNode(path: Waterfall["path"]): Map<string, Stretch[]> {
  const groups = new Map<string, Stretch[]>();
  for (const { node, startNs, endNs } of path) {
    const group = groups.get(node.key);
    if (group === undefined) groups.set(node.key, [{ startNs, endNs }]);
    else group.push({ startNs, endNs });
  }
  return groups;
}

"use client";

import {
  ChevronDown,
  ChevronsDownUp,
  ChevronsUpDown,
  ChevronUp,
  CircleX,
  Search,
  ZoomOut,
} from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Kbd } from "@/components/ui/kbd.tsx";
import { formatCount } from "@/lib/view/format.ts";
import type { Waterfall } from "@/lib/view/waterfall.ts";
import type { WaterfallState } from "./use-waterfall.ts";

type Props = {
  waterfall: Waterfall;
  state: WaterfallState;
  findRef: RefObject<HTMLInputElement | null>;
};

/** Find, next error, collapse and expand all, all of the time again. */
export function WaterfallToolbar({ waterfall, state, findRef }: Props) {
  const { errorCount } = waterfall.tree;
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5">
      <h2 className="mr-auto text-13 font-semibold">Waterfall</h2>
      <Find state={state} findRef={findRef} />
      {errorCount > 0 && (
        <Button onClick={() => state.stepError(1)}>
          <CircleX size={14} className="text-critical" aria-hidden />
          Next of {formatCount(errorCount)} {errorCount === 1 ? "error" : "errors"}
        </Button>
      )}
      <Button
        kind="bare"
        square
        aria-label="Collapse all"
        title="Collapse all"
        onClick={state.collapseAll}
      >
        <ChevronsDownUp size={15} aria-hidden />
      </Button>
      <Button
        kind="bare"
        square
        aria-label="Expand all"
        title="Expand all"
        onClick={state.expandAll}
      >
        <ChevronsUpDown size={15} aria-hidden />
      </Button>
      {state.zoomed && (
        <Button onClick={() => state.zoom(null)}>
          <ZoomOut size={14} aria-hidden />
          All of the time
        </Button>
      )}
    </div>
  );
}

function Find({ state, findRef }: Omit<Props, "waterfall">) {
  const { find, matches, selected } = state;
  const place = selected === null ? -1 : matches.indexOf(selected);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") state.stepMatch(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") event.currentTarget.blur();
  };
  return (
    <div className="flex items-center gap-1 max-tablet:w-full">
      <label className="control flex items-center gap-1.5 rounded-2 border border-line bg-surface px-2 focus-within:border-accent max-tablet:flex-1">
        <Search size={14} className="text-text-3" aria-hidden />
        <input
          ref={findRef}
          type="search"
          value={find}
          onChange={(event) => state.setFind(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label="Find in names and attributes"
          placeholder="Find in names and attributes"
          className="w-48 bg-transparent text-12 placeholder:text-text-3 focus:outline-none max-tablet:w-full"
        />
        {find === "" && <Kbd>f</Kbd>}
      </label>
      <output className="min-w-14 text-12 text-text-3" hidden={find === ""}>
        {matches.length === 0
          ? "no match"
          : `${place < 0 ? "" : `${place + 1} of `}${formatCount(matches.length)}`}
      </output>
      {matches.length > 0 && (
        <>
          <Button
            kind="bare"
            square
            aria-label="Previous match"
            onClick={() => state.stepMatch(-1)}
          >
            <ChevronUp size={15} aria-hidden />
          </Button>
          <Button kind="bare" square aria-label="Next match" onClick={() => state.stepMatch(1)}>
            <ChevronDown size={15} aria-hidden />
          </Button>
        </>
      )}
    </div>
  );
}

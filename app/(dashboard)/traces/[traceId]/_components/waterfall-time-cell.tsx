"use client";

import clsx from "clsx";
import type { CSSProperties } from "react";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { nsText } from "@/lib/view/waterfall.ts";
import type { Fold } from "@/lib/view/waterfall-folds.ts";
import { type BarPlace, placeBar, type TimeWindow } from "@/lib/view/waterfall-ruler.ts";
import type { SpanNode } from "@/lib/view/waterfall-tree.ts";

export type Stretch = { startNs: number; endNs: number };

type Props = {
  node: SpanNode;
  fold: Fold | null;
  matched: boolean | null;
  path: readonly Stretch[];
  window: TimeWindow;
};

/** A row's time: its bar, the critical path and events on it, and how long it took. */
export function TimeCell({ node, fold, matched, path, window }: Props) {
  const place = placeBar(fold ?? node, window);
  const { span } = node;
  const colour = seriesColour(span.service);
  return (
    <div
      className={clsx(
        // Labels stand behind their bars, also behind one that reaches the end.
        "relative mr-22 min-w-0 flex-1 max-tablet:mr-14",
        matched === false && "saturate-50",
      )}
    >
      {place && (
        <>
          <span
            className={clsx(
              "absolute top-1/2 h-3 min-w-0.5 -translate-y-1/2 border",
              place.cutLeft ? "border-l-0" : "rounded-l-1",
              place.cutRight ? "border-r-0" : "rounded-r-1",
              (node.orphan || fold) && "border-dashed",
            )}
            style={{
              left: `${place.leftPercent}%`,
              width: `${place.widthPercent}%`,
              borderColor: colour,
              background: `color-mix(in srgb, ${colour} ${fold ? 12 : 32}%, transparent)`,
            }}
          />
          {fold && <FoldMarks fold={fold} window={window} colour={colour} />}
          <PathMarks path={path} window={window} colour={colour} />
          {!fold && <EventMarks node={node} window={window} />}
          <span
            className={clsx(
              "absolute top-1/2 mx-1 -translate-y-1/2 rounded-1 px-0.5 leading-4 whitespace-nowrap",
              span.error ? "text-critical" : matched === false ? "text-text-3" : "text-text-2",
            )}
            style={labelStyle(place, fold !== null)}
          >
            {fold ? `${nsText(fold.togetherNs)} together` : nsText(node.endNs - node.startNs)}
            {span.error && " failed"}
          </span>
        </>
      )}
    </div>
  );
}

/** Behind the bar; that of a fold is long: before it where there is no room. */
function labelStyle({ leftPercent, widthPercent }: BarPlace, isLong: boolean): CSSProperties {
  const end = leftPercent + widthPercent;
  const isBefore = isLong && end >= 80 && leftPercent > 20;
  return isBefore ? { right: `${100 - leftPercent}%` } : { left: `${end}%` };
}

type PathProps = { path: readonly Stretch[]; window: TimeWindow; colour: string };

/** The full colour is where the trace waited for this span itself. */
function PathMarks({ path, window, colour }: PathProps) {
  return path.map((stretch) => {
    const place = placeBar(stretch, window);
    return (
      place && (
        <span
          key={stretch.startNs}
          className="absolute top-1/2 h-3 min-w-0.5 -translate-y-1/2"
          style={{
            left: `${place.leftPercent}%`,
            width: `${place.widthPercent}%`,
            background: colour,
          }}
        />
      )
    );
  });
}

/** So many spans of a fold, and events of a span, are drawn one by one; more would be a blot. */
const MOST_MARKS = 60;

/** Where the single spans of a fold lie. */
function FoldMarks({ fold, window, colour }: { fold: Fold; window: TimeWindow; colour: string }) {
  return fold.nodes.slice(0, MOST_MARKS).map((node) => {
    const place = placeBar(node, window);
    return (
      place && (
        <span
          key={node.key}
          className="absolute top-1/2 h-1.5 min-w-0.5 -translate-y-1/2 opacity-70"
          style={{
            left: `${place.leftPercent}%`,
            width: `${place.widthPercent}%`,
            background: colour,
          }}
        />
      )
    );
  });
}

/** Each event of the span as a mark on its bar; an exception stands out by colour and shape. */
function EventMarks({ node, window }: { node: SpanNode; window: TimeWindow }) {
  const { span } = node;
  return span.events.slice(0, MOST_MARKS).map((event, i) => {
    const atNs = node.startNs + event.offsetNs - span.offsetNs;
    const place = placeBar({ startNs: atNs, endNs: atNs }, window);
    const isException = event.name === "exception";
    return (
      place && (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity and never move
          key={i}
          data-event={event.name}
          title={`${event.name}, ${nsText(atNs - node.startNs)} in`}
          className={clsx(
            "absolute top-1/2 size-1.5 -translate-1/2 border border-surface",
            isException ? "size-2 rotate-45 bg-critical-fill" : "rounded-full bg-text",
          )}
          style={{ left: `${place.leftPercent}%` }}
        />
      )
    );
  });
}

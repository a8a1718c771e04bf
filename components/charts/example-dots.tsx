"use client";

import clsx from "clsx";
import Link from "next/link";
import { useMemo } from "react";
import {
  exampleDots,
  shareAt,
  type Track,
  type TrackExample,
  valueShare,
} from "@/lib/view/track.ts";
import { GUTTER, useTrackHover, useTracks } from "./tracks-context.ts";

/** Dots nearer to each other than this would be one blot. */
const APART_PX = 22;

type Props = { track: Track; examples: NonNullable<Track["examples"]> };

/**
 * Single slow requests as dots that lead to their traces; one above the axis is a triangle at its edge. For the pointer
 * only: by keyboard the crosshair opens the example of its bucket (see `TrackCursor`), which is ringed.
 */
export function ExampleDots({ track, examples }: Props) {
  const { times, plotWidth, hrefOfTrace } = useTracks();
  const { index } = useTrackHover();
  const bucketPx = plotWidth / Math.max(1, times.startsMs.length);
  const dots = useMemo(
    () => exampleDots(examples, APART_PX / Math.max(0.1, bucketPx)),
    [examples, bucketPx],
  );
  if (plotWidth === 0 || !hrefOfTrace) return null;
  const current = index === null ? null : (examples[index] ?? null);
  const shown = dots.filter((dot) => dot.index !== index);
  const all = current && index !== null ? [...shown, { ...current, index }] : shown;
  return all.map((dot) => {
    const startMs = times.startsMs[dot.index] ?? times.fromMs;
    const share = valueShare(track, dot.value);
    return (
      <Link
        key={dot.index}
        href={hrefOfTrace(dot.traceId)}
        prefetch={false}
        tabIndex={-1}
        aria-hidden
        data-example
        title={titleOf(track, dot)}
        className="group pointer-events-auto absolute flex size-4 -translate-1/2 items-center justify-center max-tablet:hidden"
        style={{
          left: GUTTER + shareAt(times, startMs + times.stepMs / 2) * plotWidth,
          top: (1 - Math.min(1, share)) * track.height + (share > 1 ? 5 : 0),
        }}
      >
        <svg width="10" height="10" className="overflow-visible" aria-hidden>
          {share > 1 ? (
            <path d="M5 1l4 7H1z" className={shapeOf(dot.index === index)} strokeWidth="1.5" />
          ) : (
            <path
              d="M5 1l4 4-4 4-4-4z"
              className={shapeOf(dot.index === index)}
              strokeWidth="1.5"
            />
          )}
        </svg>
      </Link>
    );
  });
}

const shapeOf = (isCurrent: boolean): string =>
  clsx(
    "stroke-text-2 group-hover:fill-accent group-hover:stroke-accent",
    isCurrent ? "fill-accent stroke-accent" : "fill-surface",
  );

const titleOf = (track: Track, { value, traceId }: TrackExample): string =>
  `Slowest request, ${track.write(value)}: open trace ${traceId.slice(0, 8)}`;

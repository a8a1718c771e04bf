"use client";

import { ConcernPanel, PanelSection } from "@/components/concern/concern-panel.tsx";
import { type PanelLine, PanelList } from "@/components/concern/panel-list.tsx";
import { TraceLink } from "@/components/concern/trace-link.tsx";
import { openText, thresholdWords } from "@/lib/view/breaker-figures.ts";
import { type BreakerInstanceRow, type BreakerRow, laneWords } from "@/lib/view/breaker-rows.ts";
import type { TransitionRow } from "@/lib/view/breaker-transitions.ts";
import { type Formatted, formatCount, formatRatio, UNKNOWN } from "@/lib/view/format.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";
import { shareAt, type TrackTimes } from "@/lib/view/track.ts";
import { BreakerStateWord } from "./breaker-state.tsx";
import { transitionLength, transitionTime } from "./breaker-transitions.tsx";
import { StateLane } from "./state-lane.tsx";

const MOST_CHANGES = 10;

type Props = {
  row: BreakerRow;
  /** Newest first. */
  changes: readonly TransitionRow[];
  times: TrackTimes;
  zone: string;
  onClose: () => void;
};

/** One breaker: its instances beside each other, its threshold, its recovery and what changed it. */
export function BreakerPanel({ row, changes, times, zone, onClose }: Props) {
  const own = changes.filter(({ rowId }) => rowId === row.id).slice(0, MOST_CHANGES);
  return (
    <ConcernPanel title={row.breaker} of={row} onClose={onClose}>
      <p>{thresholdWords(row)}.</p>
      <PanelList lines={linesOf(row)} />
      <PanelSection title="Instances">
        <p className="text-12 text-text-2">
          {row.disagreement === null
            ? "All that report are in the same state."
            : `They disagree: ${row.disagreement}.`}
        </p>
        {row.instances.map((one) => (
          <Instance key={one.id} one={one} times={times} zone={zone} />
        ))}
      </PanelSection>
      <PanelSection title="Recovery">
        <p className="text-text-2">{recoveryWords(row, zone)}</p>
      </PanelSection>
      <PanelSection title="Changes">
        {own.length === 0 && <p className="text-text-2">None in this range.</p>}
        <ul aria-label="Changes of this breaker">
          {own.map((change) => (
            <li key={change.id} className="border-b border-grid py-1.5">
              <span className="flex justify-between gap-2">
                <BreakerStateWord state={change.to} />
                <span>{transitionTime(change, zone)}</span>
              </span>
              <span className="flex justify-between gap-2 text-12 text-text-3">
                <span className="truncate">
                  {change.instance || "its only instance"}, {transitionLength(change)}
                </span>
                {change.traceId !== null && <TraceLink traceId={change.traceId} />}
              </span>
            </li>
          ))}
        </ul>
      </PanelSection>
    </ConcernPanel>
  );
}

const plain = (value: number | null): Formatted => ({ value: formatCount(value), unit: "" });

const linesOf = ({ calls, failureRatio, openSeconds, callCount }: BreakerRow): PanelLine[] => [
  ["Calls", plain(callCount)],
  ["Failed", formatRatio(failureRatio)],
  ["Refused", plain(calls.rejected)],
  ["Late", plain(calls.timeout)],
  ["Fallbacks", plain(calls.fallback)],
  ["Time open", { value: openText(openSeconds), unit: "" }],
];

type InstanceProps = { one: BreakerInstanceRow; times: TrackTimes; zone: string };

function Instance({ one, times, zone }: InstanceProps) {
  return (
    <div className="border-t border-grid pt-1">
      <div className="flex justify-between gap-2">
        <span className="truncate text-text-2">{one.instance || "the only one"}</span>
        <BreakerStateWord state={one.state} />
      </div>
      <StateLane
        lanes={one.lanes}
        words={laneWords(one, zone)}
        shareAt={(ms) => shareAt(times, ms)}
      />
    </div>
  );
}

function recoveryWords({ instances, openSeconds }: BreakerRow, zone: string): string {
  if (openSeconds === 0) return "It was not open in this range.";
  const [one] = instances.toSorted(
    (a, b) => (b.openAfterRecoverySeconds ?? -1) - (a.openAfterRecoverySeconds ?? -1),
  );
  if (!one || one.recoveredAt === null || one.openAfterRecoverySeconds === null) {
    return `When what it protects recovered is not known (${UNKNOWN}): no service or database called ${one?.dependency ?? one?.breaker} shows failed and then good calls.`;
  }
  const at = formatTime(Date.parse(one.recoveredAt), zone, "second");
  const length = formatDuration(one.openAfterRecoverySeconds * 1_000);
  return `Fewer than 5 % of the calls to ${one.dependency ?? one.breaker} failed from ${at} on; it stayed open for ${length} after that.`;
}

"use client";

import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { formatCount } from "@/lib/view/format.ts";
import { thingsOf } from "@/lib/view/headroom-condition.ts";
import { formatAgo, formatDuration, formatTime } from "@/lib/view/time-format.ts";
import { SmallTable } from "./small-table.tsx";

type Props = { answer: HeadroomResponse };

/** What came in, by signal, and what was refused, by reason. */
export function IntakeCards({ answer }: Props) {
  return (
    <div className="grid gap-4 desk:grid-cols-2">
      <Signals answer={answer} />
      <Refusals answer={answer} />
    </div>
  );
}

function Signals({ answer: { intake } }: Props) {
  return (
    <Card>
      <CardHeader title="Taken in" note="by signal, over the range" />
      <SmallTable
        label="Taken in by signal"
        heads={["Signal", "Accepted", "Bodies", "Came again", "Late", "Refused"]}
        rows={intake.signals.map((signal) => ({
          id: signal.signal,
          trouble: signal.refused > 0,
          cells: [
            <span key="name">
              {signal.signal}{" "}
              {thingsOf(signal.signal) !== signal.signal && (
                <span className="text-12 text-text-3">{thingsOf(signal.signal)}</span>
              )}
            </span>,
            formatCount(signal.accepted),
            formatCount(signal.bodies),
            formatCount(signal.replays),
            formatCount(signal.late),
            formatCount(signal.refused),
          ],
        }))}
        empty="Nothing came in."
      />
      <p className="border-t border-line px-4 py-2 text-12 text-text-3">
        A body that came again is acknowledged and not counted again. Late is what was older than{" "}
        {formatDuration(intake.lateAfterSeconds * 1_000)} on arrival; it stands in the bucket of its
        own time.
      </p>
    </Card>
  );
}

function Refusals({ answer: { intake } }: Props) {
  const zone = useZone();
  const nowMs = useNow(10_000);
  return (
    <Card>
      <CardHeader title="Refused" note="by reason; senders were told" />
      <SmallTable
        label="Refused by reason"
        heads={["Reason", "What", "Count", "Last"]}
        rows={intake.refusals.map((refusal) => ({
          id: `${refusal.signal} ${refusal.reason}`,
          cells: [
            refusal.reason,
            thingsOf(refusal.signal),
            formatCount(refusal.count),
            <span key="last" title={formatTime(Date.parse(refusal.lastAt), zone, "full")}>
              {formatAgo(Date.parse(refusal.lastAt), nowMs)}
            </span>,
          ],
        }))}
        empty="Nothing was refused in this range."
      />
    </Card>
  );
}

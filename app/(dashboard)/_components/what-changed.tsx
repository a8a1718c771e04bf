"use client";

import clsx from "clsx";
import { ArrowDown, ArrowUp, Flag, type LucideIcon, Minus } from "lucide-react";
import { useMemo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import type { ServiceRow } from "@/lib/view/service-rows.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { type ChangeEvent, whatChanged } from "@/lib/view/what-changed.ts";

const ICONS: Record<ChangeEvent["kind"], LucideIcon> = {
  deploy: Flag,
  quiet: Minus,
  breach: ArrowUp,
  recovered: ArrowDown,
};

const TONES = {
  critical: "bg-critical-soft text-critical",
  warning: "bg-warning-soft text-warning",
  unknown: "bg-unknown-soft text-unknown",
  ok: "bg-ok-soft text-ok",
} as const;

const MOST = 12;
const DAY_MS = 86_400_000;

type Props = { rows: readonly ServiceRow[]; untilMs: number; onOpen: (row: ServiceRow) => void };

/** Deploys, silences and crossings of objectives within the range, newest first. */
export function WhatChanged({ rows, untilMs, onOpen }: Props) {
  const zone = useZone();
  const events = useMemo(() => whatChanged(rows, untilMs), [rows, untilMs]);
  const shown = events.slice(0, MOST);
  return (
    <Card>
      <CardHeader
        title="What changed"
        note={events.length > MOST ? `newest ${MOST} of ${events.length}` : undefined}
      />
      {shown.length === 0 ? (
        <EmptyState title="Nothing in this range">
          New versions appear here when services report <code>service.version</code>, with
          objectives that are crossed and services that go quiet.
        </EmptyState>
      ) : (
        <ol className="py-2">
          {shown.map((event, index) => (
            <li key={event.id}>
              <button
                type="button"
                onClick={() => onOpen(event.row)}
                className="flex w-full gap-3 px-4 py-2 text-left hover:bg-surface-2"
              >
                <time
                  dateTime={new Date(event.atMs).toISOString()}
                  title={formatTime(event.atMs, zone, "full")}
                  className="w-10 shrink-0 pt-0.5 text-12 text-text-3"
                >
                  {formatTime(
                    event.atMs,
                    zone,
                    event.dayOnly || untilMs - event.atMs > DAY_MS ? "day" : "minute",
                  )}
                </time>
                <EventIcon event={event} last={index === shown.length - 1} />
                <span className="min-w-0">
                  <span className="block font-medium">{event.title}</span>
                  <span className="block text-12 text-text-2">{event.note}</span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function EventIcon({ event, last }: { event: ChangeEvent; last: boolean }) {
  const Icon = ICONS[event.kind];
  return (
    <span className="relative shrink-0" aria-hidden>
      <span
        className={clsx(
          "relative z-10 grid size-5 place-items-center rounded-full",
          event.status ? TONES[event.status] : "bg-surface-3 text-text-2",
        )}
      >
        <Icon size={12} />
      </span>
      {!last && <span className="absolute top-5 -bottom-4 left-2.5 w-px bg-line" />}
    </span>
  );
}

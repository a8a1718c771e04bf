"use client";

import clsx from "clsx";
import { Check, ChevronDown, Clock } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import { describeRange, QUICK_RANGES, rangeLength, relativeLength } from "@/lib/view/ranges.ts";
import { zoneLabel } from "@/lib/view/time-format.ts";
import { AbsoluteRange } from "./absolute-range.tsx";
import { useNow } from "./now.tsx";
import { usePreferences } from "./preferences.tsx";
import { useBar } from "./use-bar.ts";

const SPAN_STEP_MS = 10_000;

/** Quick and absolute ranges, and whether times are written in UTC or local time. */
export function RangePicker() {
  const { bar, setBar } = useBar();
  const { zone } = usePreferences();
  const nowMs = useNow(SPAN_STEP_MS);
  const [open, setOpen] = useState(false);
  const { name, span } = describeRange(bar, { nowMs, zone });
  const length = relativeLength(bar);
  const choose = (range: { from: string; to: string }) => {
    setBar(range);
    setOpen(false);
  };
  return (
    <Popover
      label="Time range"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="flex max-tablet:w-[calc(100vw-16px)] max-tablet:flex-col"
      trigger={
        <Button
          data-key="t"
          aria-label={`Time range: ${name ?? ""} ${span}`}
          className="max-tablet:min-w-0 max-tablet:px-2"
        >
          <Clock size={14} aria-hidden className="text-text-3 max-tablet:hidden" />
          <span className="max-tablet:hidden">
            {name ?? (span === "" ? "Choose a range" : null)}
          </span>
          <span className="truncate tablet:hidden">{length ? rangeLength(length) : span}</span>
          <span
            className={clsx("font-normal text-text-2 max-tablet:hidden", name && "max-wide:hidden")}
          >
            {span}
          </span>
          {name && (
            <span className="font-normal text-text-2 max-tablet:hidden wide:hidden">
              {zoneLabel(zone)}
            </span>
          )}
          <ChevronDown size={14} aria-hidden className="shrink-0 text-text-3" />
        </Button>
      }
    >
      <ul
        className="grid content-start p-1 tablet:w-36 max-tablet:grid-cols-3"
        aria-label="Quick ranges"
      >
        {QUICK_RANGES.map((quick) => (
          <li key={quick}>
            <button
              type="button"
              aria-pressed={length === quick}
              onClick={() => choose({ from: `now-${quick}`, to: "now" })}
              className={clsx(
                "control flex w-full items-center gap-2 rounded-2 px-2 text-left hover:bg-surface-3",
                length === quick && "font-medium",
              )}
            >
              Last {rangeLength(quick)}
              {length === quick && <Check size={14} aria-hidden className="ml-auto" />}
            </button>
          </li>
        ))}
      </ul>
      <div className="border-line p-3 max-tablet:border-t tablet:border-l">
        <AbsoluteRange from={bar.from} to={bar.to} onChoose={choose} />
        <ZoneSwitch />
      </div>
    </Popover>
  );
}

function ZoneSwitch() {
  const { zone, setZone } = usePreferences();
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choices = [
    { zone: "UTC", label: "UTC" },
    ...(local === "UTC" ? [] : [{ zone: local, label: `Local, ${local}` }]),
  ];
  return (
    <fieldset className="mt-3 flex flex-wrap items-center gap-1 border-t border-line pt-3">
      <legend className="sr-only">Times are written in</legend>
      <span aria-hidden className="mr-1 text-12 text-text-3">
        Times in
      </span>
      {choices.map((choice) => (
        <button
          key={choice.zone}
          type="button"
          aria-pressed={zone === choice.zone}
          onClick={() => setZone(choice.zone)}
          className={clsx(
            "control rounded-2 border px-2 text-12",
            zone === choice.zone ? "border-accent text-text" : "border-line text-text-2",
          )}
        >
          {choice.label}
        </button>
      ))}
      {local === "UTC" && <span className="text-12 text-text-3">this machine’s time too</span>}
    </fieldset>
  );
}

"use client";

import { TZDate } from "@date-fns/tz";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { type ClassNames, type DateRange, DayPicker } from "react-day-picker";
import { Button } from "@/components/ui/button.tsx";
import { boundMs } from "@/lib/view/ranges.ts";
import { formatTime, zoneLabel } from "@/lib/view/time-format.ts";
import { useNow } from "./now.tsx";
import { useZone } from "./preferences.tsx";

const CLASSES: Partial<ClassNames> = {
  root: "relative text-12",
  months: "relative",
  month_caption: "flex h-7 items-center justify-center font-medium",
  nav: "absolute inset-x-0 top-0 z-10 flex justify-between",
  button_previous:
    "grid size-7 place-items-center rounded-2 hover:bg-surface-3 disabled:opacity-40",
  button_next: "grid size-7 place-items-center rounded-2 hover:bg-surface-3 disabled:opacity-40",
  month_grid: "mt-1 border-collapse max-tablet:w-full",
  weekday: "size-8 font-normal text-text-3",
  day: "p-0 text-center",
  day_button: "size-8 rounded-2 hover:bg-surface-3 max-tablet:h-11 max-tablet:w-full",
  today: "font-semibold text-accent",
  outside: "text-text-3",
  disabled: "opacity-40",
  range_start: "rounded-l-2 bg-accent-solid text-on-accent [&>button]:hover:bg-transparent",
  range_end: "rounded-r-2 bg-accent-solid text-on-accent [&>button]:hover:bg-transparent",
  range_middle: "bg-accent-soft",
  hidden: "invisible",
};

function Chevron({ orientation }: { orientation?: "up" | "down" | "left" | "right" }) {
  const Arrow = orientation === "left" ? ChevronLeft : ChevronRight;
  return <Arrow size={16} aria-hidden />;
}

const COMPONENTS = { Chevron };

type Range = { from: string; to: string };
type Props = Range & { onChoose: (range: Range) => void };

/** A moment of a day that the calendar gave and a text such as "14:02" or "14:02:30" in the same zone; null: no time. */
function momentOf(day: Date, time: string, zone: string): number | null {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time.trim());
  if (!match) return null;
  const local = new TZDate(day.getTime(), zone);
  return new TZDate(
    local.getFullYear(),
    local.getMonth(),
    local.getDate(),
    Number(match[1]),
    Number(match[2]),
    Number(match[3] ?? 0),
    zone,
  ).getTime();
}

function TimeField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <label className="flex flex-1 flex-col gap-1 text-12 text-text-3">
      {label}
      <input
        type="time"
        step={1}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="control rounded-2 border border-line bg-surface-2 px-2 text-13 text-text"
      />
    </label>
  );
}

/** Two days from a calendar and their times; the range is written into the URL as ISO 8601 in UTC. */
export function AbsoluteRange({ from, to, onChoose }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const fromMs = boundMs(from, nowMs) ?? nowMs - 3_600_000;
  const toMs = boundMs(to, nowMs) ?? nowMs;
  const [days, setDays] = useState<DateRange | undefined>({
    from: new TZDate(fromMs, zone),
    to: new TZDate(toMs, zone),
  });
  const [fromTime, setFromTime] = useState(() => formatTime(fromMs, zone, "second"));
  const [toTime, setToTime] = useState(() => formatTime(toMs, zone, "second"));
  const start = days?.from ? momentOf(days.from, fromTime, zone) : null;
  const end = days?.from ? momentOf(days.to ?? days.from, toTime, zone) : null;
  const usable = start !== null && end !== null && start < end;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!usable) return;
        onChoose({ from: new Date(start).toISOString(), to: new Date(end).toISOString() });
      }}
    >
      <DayPicker
        mode="range"
        timeZone={zone}
        weekStartsOn={1}
        defaultMonth={new TZDate(toMs, zone)}
        selected={days}
        onSelect={setDays}
        disabled={{ after: new TZDate(nowMs, zone) }}
        classNames={CLASSES}
        components={COMPONENTS}
      />
      <div className="mt-2 flex items-end gap-2">
        <TimeField label="From" value={fromTime} onChange={setFromTime} />
        <TimeField label="To" value={toTime} onChange={setToTime} />
      </div>
      <Button kind="main" type="submit" disabled={!usable} className="mt-2 w-full">
        Show this range in {zoneLabel(zone)}
      </Button>
      {!usable && <p className="mt-1 text-12 text-warning">The range must end after it begins.</p>}
    </form>
  );
}

/** Which parts of a moment to write. `auto` adds the day when the range is longer than a day. */
export type TimeStyle = "minute" | "second" | "day" | "day-minute" | "full";

const OPTIONS: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  minute: { hour: "2-digit", minute: "2-digit" },
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  day: { day: "numeric", month: "short" },
  "day-minute": { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  full: {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(style: TimeStyle, zone: string): Intl.DateTimeFormat {
  const key = `${style} ${zone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...OPTIONS[style],
    hourCycle: "h23",
    timeZone: zone,
  });
  formatters.set(key, made);
  return made;
}

/** A moment in Unix ms as text in an IANA zone: "14:02", "14:02:30", "24 Nov", "24 Nov, 14:02". */
export const formatTime = (ms: number, zone: string, style: TimeStyle = "minute"): string =>
  formatterOf(style, zone).format(ms);

/** The zone as it is said beside a time: "UTC", or the city of an IANA name ("Berlin"). */
export const zoneLabel = (zone: string): string =>
  zone === "UTC" ? "UTC" : (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

const UNITS = [
  { ms: 86_400_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "min" },
  { ms: 1_000, name: "s" },
] as const;

/** A length of time in one or two units: "45 s", "17 min", "5 h 20 min", "5 d 3 h". */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  const index = UNITS.findIndex((unit) => ms >= unit.ms);
  const unit = UNITS[index];
  if (!unit) return `${Math.round(ms)}\u00a0ms`;
  const next = UNITS[index + 1];
  const whole = Math.floor(ms / unit.ms);
  const rest = next ? Math.floor((ms % unit.ms) / next.ms) : 0;
  const main = `${whole}\u00a0${unit.name}`;
  return rest > 0 && next && unit.ms >= 3_600_000 ? `${main} ${rest}\u00a0${next.name}` : main;
}

/** How long ago a moment was: "6 min ago"; under five seconds, or in the future, "just now". */
export const formatAgo = (atMs: number, nowMs: number): string =>
  nowMs - atMs < 5_000 ? "just now" : `${formatDuration(nowMs - atMs)} ago`;

/** A range: times only within a day, days beyond; the zone is always said. */
export function formatRange(range: { fromMs: number; toMs: number }, zone: string): string {
  const { fromMs, toMs } = range;
  const sameDay = formatTime(fromMs, zone, "day") === formatTime(toMs, zone, "day");
  const short = toMs - fromMs < 120_000 ? "second" : "minute";
  if (sameDay) {
    return `${formatTime(fromMs, zone, short)}–${formatTime(toMs, zone, short)} ${zoneLabel(zone)}`;
  }
  const style = toMs - fromMs > 3 * 86_400_000 ? "day" : "day-minute";
  return `${formatTime(fromMs, zone, style)} – ${formatTime(toMs, zone, style)} ${zoneLabel(zone)}`;
}

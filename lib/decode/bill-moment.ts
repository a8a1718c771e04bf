/** A moment as a bill has it; `day` and `month` (its first day) are UTC, as in the bill. */
export type BillMoment = { ms: number; day: string; month: string };

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/** A month of hours, a few times over: a bill names the same moments in every row. */
const MOST_KNOWN = 4_096;
const known = new Map<string, BillMoment | null>();

/** A date, or a date and time; without a zone it is UTC, as FOCUS asks. Null: it is none. */
export function billMoment(text: string | null): BillMoment | null {
  if (text === null) return null;
  const before = known.get(text);
  if (before !== undefined) return before;
  const moment = parseMoment(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, moment);
  return moment;
}

function parseMoment(text: string): BillMoment | null {
  const match = MOMENT.exec(text);
  if (!match) return null;
  const [, given, time = "00:00:00", zone = "Z"] = match;
  const ms = Date.parse(`${given}T${time}${zone.toUpperCase() === "UTC" ? "Z" : zone}`);
  if (Number.isNaN(ms) || ms < 0) return null;
  const day = new Date(ms).toISOString().slice(0, 10);
  // A day that the month does not have is taken for one of the next month.
  if (zone.length <= 3 && day !== given) return null;
  return { ms, day, month: `${day.slice(0, 7)}-01` };
}

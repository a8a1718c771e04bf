import { z } from "zod";

/** The parts of the palette, in the order in which they stand when nothing speaks for another. */
export const PALETTE_GROUPS = [
  "Recent",
  "Trace",
  "This page",
  "Pages",
  "Services",
  "Routes",
  "Metrics",
  "Boards",
  "Saved views",
  "Time range",
  "Environment",
  "View",
] as const;
export type PaletteGroup = (typeof PALETTE_GROUPS)[number];

/** Something that the palette can do, as far as searching it goes. */
export type PaletteEntry = {
  id: string;
  group: PaletteGroup;
  title: string;
  note: string;
  /** What else it is found by. */
  words?: string;
};

export type FoundGroup<Entry> = { group: PaletteGroup; entries: readonly Entry[] };

const MOST_IN_GROUP = 6;
/** What stands there before anything is typed. */
const AT_FIRST: readonly PaletteGroup[] = ["Recent", "This page", "Pages", "View"];

/** 0: the title begins with the text; 1: a word of it does; 2: every word occurs somewhere; null: one does not. */
export function paletteScore(entry: PaletteEntry, text: string): number | null {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const title = entry.title.toLowerCase();
  const all = `${title} ${entry.note} ${entry.words ?? ""}`.toLowerCase();
  if (!words.every((word) => all.includes(word))) return null;
  const [first = ""] = words;
  if (title.startsWith(first)) return 0;
  return title.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(first)) ? 1 : 2;
}

/**
 * The entries that hold every word of the text, by group; the group with the best entry comes first. Without a text the
 * recent ones, the pages and what can be done to the view. A trace is always found: its id was recognised.
 */
export function searchPalette<Entry extends PaletteEntry>(
  text: string,
  entries: readonly Entry[],
): FoundGroup<Entry>[] {
  const empty = text.trim() === "";
  const scored = entries.flatMap((entry) => {
    if (entry.group === "Trace") return [{ entry, score: -1 }];
    if (empty) return AT_FIRST.includes(entry.group) ? [{ entry, score: 0 }] : [];
    if (entry.group === "Recent") return [];
    const score = paletteScore(entry, text);
    return score === null ? [] : [{ entry, score }];
  });
  return PALETTE_GROUPS.map((group) => {
    const own = scored
      .filter(({ entry }) => entry.group === group)
      .sort((a, b) => a.score - b.score)
      .slice(0, empty ? undefined : MOST_IN_GROUP);
    return { group, best: own[0]?.score ?? 9, entries: own.map(({ entry }) => entry) };
  })
    .filter((found) => found.entries.length > 0)
    .sort((a, b) => a.best - b.best)
    .map(({ group, entries: found }) => ({ group, entries: found }));
}

/** A place that the palette led to, to go there again. */
export type RecentPlace = { href: string; title: string; note: string };

const MOST_RECENT = 5;

const recentPlaces = z.array(
  z.object({ href: z.string().startsWith("/"), title: z.string(), note: z.string() }),
);

/** The remembered places of a stored text; none when it is not one of ours. */
export function parseRecent(text: string | null): RecentPlace[] {
  try {
    const parsed = recentPlaces.safeParse(JSON.parse(text ?? "[]"));
    return parsed.success ? parsed.data.slice(0, MOST_RECENT) : [];
  } catch {
    return [];
  }
}

/** The places with this one in front, each once. */
export const withRecent = (places: readonly RecentPlace[], place: RecentPlace): RecentPlace[] =>
  [
    place,
    ...places.filter(({ title, note }) => title !== place.title || note !== place.note),
  ].slice(0, MOST_RECENT);

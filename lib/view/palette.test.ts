import { describe, expect, it } from "vitest";
import {
  type PaletteEntry,
  paletteScore,
  parseRecent,
  searchPalette,
  withRecent,
} from "./palette.ts";

const entry = (group: PaletteEntry["group"], title: string, words = ""): PaletteEntry => ({
  id: `${group} ${title}`,
  group,
  title,
  note: "",
  words,
});

const entries = [
  entry("Recent", "orders"),
  entry("Pages", "Requests"),
  entry("Services", "checkout"),
  entry("Services", "pre-checkout"),
  entry("Routes", "GET /checkout/:id"),
  entry("Time range", "Last 1 h", "1h hour"),
  entry("View", "Dark theme"),
];
const idsOf = (text: string) =>
  searchPalette(text, entries).map(({ group, entries: found }) => [
    group,
    found.map(({ title }) => title),
  ]);

describe("searchPalette", () => {
  it("stands ready with recent places, pages and the view", () => {
    expect(idsOf("").map(([group]) => group)).toEqual(["Recent", "Pages", "View"]);
  });

  it("finds by every word, the group of the best match first", () => {
    expect(idsOf("check")).toEqual([
      ["Services", ["checkout", "pre-checkout"]],
      ["Routes", ["GET /checkout/:id"]],
    ]);
    expect(idsOf("check get")).toEqual([["Routes", ["GET /checkout/:id"]]]);
    expect(idsOf("nothing like this")).toEqual([]);
  });

  it("finds by other words", () => {
    expect(idsOf("hour")).toEqual([["Time range", ["Last 1 h"]]]);
  });

  it("puts a recognised trace first, whatever was typed", () => {
    const trace = entry("Trace", "Trace abc");
    expect(searchPalette("dark", [...entries, trace]).map(({ group }) => group)).toEqual([
      "Trace",
      "View",
    ]);
  });
});

describe("paletteScore", () => {
  it("prefers the beginning of the title, then of a word in it", () => {
    expect(paletteScore(entry("Services", "checkout"), "check")).toBe(0);
    expect(paletteScore(entry("Services", "pre-checkout"), "check")).toBe(1);
    expect(paletteScore(entry("Services", "precheckout"), "check")).toBe(2);
    expect(paletteScore(entry("Services", "orders"), "check")).toBeNull();
  });
});

describe("recent places", () => {
  const place = (title: string) => ({ href: `/${title}`, title, note: "" });

  it("keeps five, the newest first, each once", () => {
    const places = ["a", "b", "c", "d", "e", "f", "b"].reduce(
      (known: ReturnType<typeof place>[], title) => withRecent(known, place(title)),
      [],
    );
    expect(places.map(({ title }) => title)).toEqual(["b", "f", "e", "d", "c"]);
  });

  it("forgets what it cannot read, and never leads elsewhere", () => {
    expect(parseRecent(JSON.stringify([place("a")]))).toEqual([place("a")]);
    expect(parseRecent(null)).toEqual([]);
    expect(parseRecent("{")).toEqual([]);
    expect(parseRecent(JSON.stringify([{ ...place("a"), href: "https://x.example" }]))).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Interner } from "./interner.ts";

describe("an interner", () => {
  test("gives equal texts one number and different texts different ones, and gives the text back", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 6 })), (texts) => {
        const interner = new Interner();
        const numbers = texts.map((text) => interner.internText(text));
        const expected = new Map<string, number>();
        for (const text of texts) if (!expected.has(text)) expected.set(text, expected.size + 1);
        expect(numbers).toEqual(texts.map((text) => expected.get(text)));
        expect(numbers.map((number) => interner.text(number))).toEqual(texts);
      }),
    );
  });

  test("keeps texts apart whose hashes are equal", () => {
    // In a hash that multiplies by 31, "Aa" and "BB" are equal, and so is every text made of the two.
    const pairs = ["Aa", "BB"];
    const texts = pairs.flatMap((a) => pairs.flatMap((b) => pairs.map((c) => a + b + c)));
    const interner = new Interner();
    const numbers = texts.map((text) => interner.internText(text));
    expect(new Set(numbers).size).toBe(8);
    expect(numbers.map((number) => interner.text(number))).toEqual(texts);
  });

  test("finds bytes within a body", () => {
    const interner = new Interner();
    const body = Buffer.from("GET /a GET");
    expect(interner.intern(body, 0, 3)).toBe(interner.intern(body, 7, 10));
    expect(interner.text(interner.intern(body, 4, 6))).toBe("/a");
    expect(interner.text(0)).toBe("");
  });

  test("keeps its numbers while its tables grow", () => {
    const interner = new Interner();
    const texts = Array.from({ length: 20_000 }, (_, i) => `route number ${i}`);
    const numbers = texts.map((text) => interner.internText(text));
    expect(texts.map((text) => interner.internText(text))).toEqual(numbers);
    expect(numbers.map((number) => interner.text(number))).toEqual(texts);
  });

  test("says when it is full by entries or by bytes, and starts anew", () => {
    const byEntries = new Interner(2, 1_000);
    byEntries.internText("a");
    expect(byEntries.isFull).toBe(false);
    byEntries.internText("b");
    expect(byEntries.isFull).toBe(true);
    byEntries.clear();
    expect(byEntries.isFull).toBe(false);
    expect(byEntries.text(byEntries.internText("c"))).toBe("c");
    const byBytes = new Interner(1_000, 10);
    byBytes.internText("0123456789");
    expect(byBytes.isFull).toBe(true);
  });
});

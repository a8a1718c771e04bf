import { expect, test } from "vitest";
import { openText, SealError, sealText } from "./sealed-text.ts";
import { deriveKey } from "./secret-key.ts";

const KEY = deriveKey("a secret of an install", "channels");

test("what was sealed can be opened, and looks different each time", () => {
  const sealed = sealText("https://hooks.example/ä", KEY);
  expect(sealed).not.toContain("hooks");
  expect(sealText("https://hooks.example/ä", KEY)).not.toBe(sealed);
  expect(openText(sealed, KEY)).toBe("https://hooks.example/ä");
});

test("not with another key, nor after a change, nor in another form", () => {
  const sealed = sealText("text", KEY);
  expect(() => openText(sealed, deriveKey("another", "channels"))).toThrow(SealError);
  const last = sealed.at(-2) === "A" ? "B" : "A";
  expect(() => openText(sealed.slice(0, -2) + last + sealed.at(-1), KEY)).toThrow(SealError);
  expect(() => openText("plain", KEY)).toThrow(SealError);
  expect(() => openText("", KEY)).toThrow(SealError);
});

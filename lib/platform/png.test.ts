import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodePng } from "./png.ts";

test("the bytes of a picture of two pixels, as the specification says", () => {
  const png = encodePng({ width: 2, height: 1, rgb: Uint8Array.of(255, 0, 0, 0, 0, 255) });
  expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  // Length, IHDR, 2 × 1, 8 bits, true colour; its checksum is that of any such picture.
  expect(png.subarray(8, 33).toString("hex")).toBe(
    "0000000d49484452000000020000000108020000007b40e8dd",
  );
  const length = png.readUInt32BE(33);
  expect(png.subarray(37, 41).toString("latin1")).toBe("IDAT");
  expect(inflateSync(png.subarray(41, 41 + length)).toString("hex")).toBe("00ff00000000ff");
  expect(png.subarray(-12).toString("hex")).toBe("0000000049454e44ae426082");
});

import { describe, expect, it } from "vitest";
import { isRequest } from "./request-rules.ts";

const SERVER = 2;
const CLIENT = 3;

describe("isRequest", () => {
  it("takes a root, whose flags official SDKs set to 0x101 although it has no parent", () => {
    expect(isRequest(SERVER, 0x101, false)).toBe(true);
    expect(isRequest(SERVER, 0, false)).toBe(true);
  });

  it("takes a span with a remote parent, or with one of which nothing is known", () => {
    expect(isRequest(SERVER, 0x301, true)).toBe(true);
    expect(isRequest(SERVER, 0x001, true)).toBe(true);
  });

  it("leaves out a framework's span inside the server's own, and other kinds", () => {
    expect(isRequest(SERVER, 0x101, true)).toBe(false);
    expect(isRequest(CLIENT, 0x301, true)).toBe(false);
    expect(isRequest(CLIENT, 0x101, false)).toBe(false);
  });
});

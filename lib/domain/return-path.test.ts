import { describe, expect, it } from "vitest";
import { loginPath, safeReturnPath } from "./return-path.ts";

describe("safeReturnPath", () => {
  for (const path of ["/", "/requests?from=now-1h&service=a%2Fb", "/traces/abc?span=1#x"]) {
    it(`lets ${path} through`, () => {
      expect(safeReturnPath(path)).toBe(path);
    });
  }
  const refused = [
    null,
    undefined,
    "",
    "requests",
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example",
    "/a/..//evil.example/",
    "/.//evil.example",
    "javascript:alert(1)",
    "/api/auth/sign-out",
    "/api",
    "/v1/traces",
    "/login",
    "/login?next=/login",
    `/${"x".repeat(2_000)}`,
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)?.slice(0, 60)}`, () => {
      expect(safeReturnPath(text)).toBeNull();
    });
  }
  it("keeps a service that is called like the API", () => {
    expect(safeReturnPath("/apiary")).toBe("/apiary");
  });
});

describe("loginPath", () => {
  it("carries the way back", () => {
    expect(loginPath("/requests?service=a&from=now-1h")).toBe(
      "/login?next=%2Frequests%3Fservice%3Da%26from%3Dnow-1h",
    );
  });
  it("is bare without one", () => {
    expect(loginPath("/")).toBe("/login");
    expect(loginPath("//evil.example")).toBe("/login");
    expect(loginPath(null)).toBe("/login");
  });
});

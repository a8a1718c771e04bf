import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "./http-security.ts";

const directives = (dev: boolean) =>
  new Map(
    contentSecurityPolicy({ nonce: "abc", dev })
      .split("; ")
      .map((directive): [string, string[]] => {
        const [name = "", ...sources] = directive.split(" ");
        return [name, sources];
      }),
  );

describe("contentSecurityPolicy", () => {
  it("runs no script and no style element without the nonce", () => {
    for (const name of ["script-src", "style-src"]) {
      const sources = directives(false).get(name) ?? [];
      expect(sources).toContain("'nonce-abc'");
      expect(sources).not.toContain("'unsafe-inline'");
      expect(sources).not.toContain("'unsafe-eval'");
    }
  });

  it("lets nobody frame a page, set its base, or take its forms", () => {
    const policy = directives(false);
    expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("object-src")).toEqual(["'none'"]);
    expect(policy.get("form-action")).toEqual(["'self'"]);
    expect(policy.get("connect-src")).toEqual(["'self'"]);
  });

  it("is looser only while developing", () => {
    expect(directives(true).get("script-src")).toContain("'unsafe-eval'");
    expect(directives(true).get("style-src")).toContain("'unsafe-inline'");
  });
});

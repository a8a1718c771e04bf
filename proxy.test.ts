import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { config, proxy } from "./proxy.ts";

const visit = (path: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(`http://127.0.0.1:3000${path}`, { headers }));

describe("proxy", () => {
  it("leads who brings no credential to the log-in page", () => {
    for (const headers of [{}, { cookie: "theme=dark; other.session=1" }]) {
      const response = visit("/traces?from=now-1h", headers);
      expect(response.status).toBe(307);
      expect(new URL(response.headers.get("location") ?? "").pathname).toBe("/login");
      expect(response.headers.get("x-frame-options")).toBe("DENY");
    }
  });

  it("lets the others go on, and the log-in page be seen", () => {
    for (const [path, headers] of [
      ["/login?link=used", {}],
      ["/", { cookie: "theme=dark; headroom.session=abc" }],
      ["/", { authorization: "Bearer abc" }],
    ] as const) {
      expect(visit(path, headers).headers.get("x-middleware-next")).toBe("1");
    }
  });

  it("gives each page a fresh nonce, the same to Next and to the browser", () => {
    const nonces = [1, 2].map(() => {
      const { headers } = visit("/login");
      const nonce = headers.get("x-middleware-request-x-nonce") ?? "";
      expect(Buffer.from(nonce, "base64")).toHaveLength(16);
      const policy = headers.get("content-security-policy");
      expect(policy).toContain(`'nonce-${nonce}'`);
      expect(headers.get("x-middleware-request-content-security-policy")).toBe(policy);
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it("stays away from the API, whose bodies it must not read, and from files", () => {
    const matcher = new RegExp(`^${config.matcher[0]}$`);
    for (const path of ["/", "/login", "/traces/abc", "/v1x", "/apis"])
      expect(path).toMatch(matcher);
    for (const path of ["/api/v1/requests", "/v1/traces", "/_next/static/a.js", "/icon.svg"]) {
      expect(path).not.toMatch(matcher);
    }
  });
});

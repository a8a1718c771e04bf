import { describe, expect, it } from "vitest";
import { ForbiddenError } from "@/lib/domain/permissions.ts";
import { requireOwnOrigin } from "./http-origin.ts";

const PUBLIC = "https://headroom.example.test";
const HOST = "127.0.0.1:3000";

const CASES: [string, string, Record<string, string>, boolean][] = [
  ["a page at the public address", "POST", { origin: PUBLIC }, true],
  ["a page at the host that was asked", "POST", { origin: `http://${HOST}` }, true],
  ["a same-origin request without Origin", "DELETE", { "sec-fetch-site": "same-origin" }, true],
  ["reading from anywhere", "GET", { origin: "https://evil.test" }, true],
  ["a foreign page", "POST", { origin: "https://evil.test" }, false],
  ["another port of this machine", "POST", { origin: "http://127.0.0.1:3001" }, false],
  ["the public name over plain HTTP", "POST", { origin: "http://headroom.example.test" }, false],
  ["a sandboxed frame", "POST", { origin: "null" }, false],
  ["no origin", "POST", {}, false],
  ["same-site is not same-origin", "PUT", { "sec-fetch-site": "same-site" }, false],
  [
    "a foreign Origin with a friendly hint",
    "POST",
    { origin: "https://evil.test", "sec-fetch-site": "same-origin" },
    false,
  ],
];

describe("requireOwnOrigin", () => {
  for (const [name, method, headers, allowed] of CASES) {
    it(`${name}: ${allowed ? "allowed" : "refused"}`, () => {
      const request = new Request(`http://${HOST}/api/x`, {
        method,
        headers: { host: HOST, ...headers },
      });
      const run = () => requireOwnOrigin(request, PUBLIC);
      if (allowed) expect(run).not.toThrow();
      else expect(run).toThrow(ForbiddenError);
    });
  }
});

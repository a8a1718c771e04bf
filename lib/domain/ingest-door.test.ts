import { describe, expect, it } from "vitest";
import {
  type Admission,
  admitIngest,
  corsHeaders,
  type IngestCaller,
  isAllowedOrigin,
  isLoopbackAddress,
} from "./ingest-door.ts";
import type { Principal, Role } from "./principal.ts";

const nobody: Principal = { kind: "anonymous", presented: false };
const wrongKey: Principal = { kind: "anonymous", presented: true };
const key = (role: Role): Principal => ({ kind: "key", id: "key-1", name: "ci", role });

const local: IngestCaller = {
  ingestAuth: "off",
  remoteAddress: "127.0.0.1",
  host: "127.0.0.1:4318",
  forwarded: false,
  origin: null,
  ourHosts: ["127.0.0.1"],
  allowedOrigins: [],
  principal: nobody,
};

const verdict = (admission: Admission): string =>
  admission.kind === "admitted"
    ? `in as ${admission.keyId}`
    : `${admission.status} ${admission.reason}`;

const CASES: [string, Partial<IngestCaller>, string][] = [
  ["an SDK on this machine", {}, "in as local"],
  ["over IPv6", { remoteAddress: "::1", host: "[::1]:4318" }, "in as local"],
  ["over IPv4 in IPv6", { remoteAddress: "::ffff:127.0.0.1", host: "localhost" }, "in as local"],
  ["another loopback address", { remoteAddress: "127.0.0.2", host: "127.8.8.8:1" }, "in as local"],
  ["localhost in capitals", { host: "LOCALHOST:4318" }, "in as local"],
  ["the name in HOST", { host: "box.lan:9", ourHosts: ["box.lan"] }, "in as local"],
  ["the name in HOST, other case", { host: "Box.LAN", ourHosts: ["bOX.lan"] }, "in as local"],
  ["an IPv6 HOST", { host: "[fd00::7]:4318", ourHosts: ["fd00::7"] }, "in as local"],
  ["a page of the dev server", { origin: "http://localhost:5173" }, "in as local"],
  ["a page on [::1]", { origin: "https://[::1]:8443" }, "in as local"],

  ["a neighbour", { remoteAddress: "192.168.1.9" }, "401 not-loopback"],
  ["a neighbour over IPv6", { remoteAddress: "fe80::1" }, "401 not-loopback"],
  ["a mapped neighbour", { remoteAddress: "::ffff:10.0.0.1" }, "401 not-loopback"],
  ["an unknown socket", { remoteAddress: null }, "401 not-loopback"],
  ["an address that is none", { remoteAddress: "localhost" }, "401 not-loopback"],
  ["a proxy on this machine", { forwarded: true }, "401 proxied"],
  ["DNS rebinding", { host: "rebind.evil.test:4318" }, "403 host-not-ours"],
  ["a name that only begins like ours", { host: "localhost.evil.test" }, "403 host-not-ours"],
  ["a name that only ends like ours", { host: "evil-localhost" }, "403 host-not-ours"],
  ["user info in Host", { host: "localhost@evil.test" }, "403 host-not-ours"],
  ["user info that hides evil", { host: "evil.test@localhost" }, "403 host-not-ours"],
  ["a path in Host", { host: "localhost/evil" }, "403 host-not-ours"],
  ["no Host", { host: null }, "403 host-not-ours"],
  ["an empty Host", { host: "" }, "403 host-not-ours"],
  ["a foreign page", { origin: "https://evil.test" }, "403 origin-not-allowed"],
  ["a sandboxed frame or a file", { origin: "null" }, "403 origin-not-allowed"],
  ["an empty Origin", { origin: "" }, "403 origin-not-allowed"],
  [
    "an origin that begins like ours",
    { origin: "http://localhost.evil.test" },
    "403 origin-not-allowed",
  ],
  ["an extension", { origin: "chrome-extension://localhost" }, "403 origin-not-allowed"],
  [
    "rebinding with a matching origin",
    { host: "evil.test:4318", origin: "http://evil.test:4318" },
    "403 host-not-ours",
  ],

  ["keys required, none sent", { ingestAuth: "required" }, "401 key-required"],
  ["a wrong key on loopback", { principal: wrongKey }, "401 key-invalid"],
  ["a wrong key elsewhere", { principal: wrongKey, remoteAddress: "9.9.9.9" }, "401 key-invalid"],
  ["a key that only reads", { principal: key("viewer") }, "403 key-not-allowed"],
  ["an editor's key", { principal: key("editor") }, "403 key-not-allowed"],
  [
    "an ingest key from anywhere, through proxies, under any name",
    {
      principal: key("ingest"),
      ingestAuth: "required",
      remoteAddress: "203.0.113.7",
      host: "headroom.example.test",
      forwarded: true,
      origin: "https://shop.example.test",
    },
    "in as key-1",
  ],
  ["an admin's key", { principal: key("admin") }, "in as key-1"],
];

describe("admitIngest", () => {
  for (const [name, change, expected] of CASES) {
    it(`${name}: ${expected}`, () => {
      expect(verdict(admitIngest({ ...local, ...change }))).toBe(expected);
    });
  }
});

describe("isAllowedOrigin with a list", () => {
  const list = ["https://shop.example.test", "http://10.0.0.5:8080/"];
  const cases: [string, boolean][] = [
    ["https://shop.example.test", true],
    ["https://shop.example.test:443", true],
    ["http://10.0.0.5:8080", true],
    ["http://shop.example.test", false],
    ["https://shop.example.test:444", false],
    ["https://a.shop.example.test", false],
    ["http://localhost:3000", false],
    ["null", false],
    ["nonsense", false],
  ];
  for (const [origin, expected] of cases) {
    it(`${origin}: ${expected}`, () => expect(isAllowedOrigin(origin, list)).toBe(expected));
  }

  it("an entry that is no origin matches nothing, not even its like", () => {
    expect(isAllowedOrigin("null", ["null"])).toBe(false);
    expect(isAllowedOrigin("*", ["*"])).toBe(false);
  });
});

describe("corsHeaders", () => {
  it("lets an allowed origin send what OTLP needs", () => {
    const headers = corsHeaders("http://localhost:5173", []);
    expect(headers["access-control-allow-origin"]).toBe("http://localhost:5173");
    expect(headers["access-control-allow-methods"]).toContain("POST");
    for (const name of ["content-type", "content-encoding", "authorization"]) {
      expect(headers["access-control-allow-headers"]).toContain(name);
    }
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  });

  it("gives a foreign origin, or none, no permission, and says that the answer varies", () => {
    expect(corsHeaders("https://evil.test", [])).toEqual({ vary: "Origin" });
    expect(corsHeaders(null, [])).toEqual({ vary: "Origin" });
  });
});

it("loopback is an address, not a name", () => {
  expect(isLoopbackAddress("127.0.0.1")).toBe(true);
  expect(isLoopbackAddress("::1")).toBe(true);
  expect(isLoopbackAddress("0.0.0.0")).toBe(false);
  expect(isLoopbackAddress("localhost")).toBe(false);
});

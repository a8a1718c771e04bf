import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { clientAddress, noteRemote, type Remote, remoteOf } from "./http-remote.ts";

/** What the server notes for a real request with these headers. */
async function noted(headers: Record<string, string>): Promise<Remote> {
  let resolve: (remote: Remote) => void = () => {};
  const promise = new Promise<Remote>((done) => {
    resolve = done;
  });
  const server = createServer((incoming, answer) => {
    noteRemote(incoming);
    resolve(
      remoteOf(new Headers({ "x-headroom-remote": String(incoming.headers["x-headroom-remote"]) })),
    );
    answer.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port }: AddressInfo = addressOf(server.address());
  request({ port, host: "127.0.0.1", headers }).end();
  const remote = await promise;
  server.close();
  return remote;
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("no port");
  return address;
}

describe("noteRemote and remoteOf", () => {
  it("note the socket of a direct client", async () => {
    expect(await noted({})).toEqual({ address: "127.0.0.1", forwarded: false, forwardedFor: [] });
  });

  it("ignore a note that the client wrote", async () => {
    const remote = await noted({ "x-headroom-remote": "guess 10.0.0.1 direct " });
    expect(remote.address).toBe("127.0.0.1");
  });

  for (const [name, value, hops] of [
    ["forwarded", "for=10.0.0.1", []],
    ["via", "1.1 proxy", []],
    ["x-forwarded-for", "10.0.0.1, 10.0.0.2", ["10.0.0.1", "10.0.0.2"]],
    ["x-forwarded-for", "", []],
  ] as const) {
    it(`see ${name}: ${value}`, async () => {
      expect(await noted({ [name]: value })).toEqual({
        address: "127.0.0.1",
        forwarded: true,
        forwardedFor: hops,
      });
    });
  }

  it("trust nothing without the mark of this process", () => {
    const stranger = { address: null, forwarded: true, forwardedFor: [] };
    expect(remoteOf(new Headers())).toEqual(stranger);
    expect(remoteOf(new Headers({ "x-headroom-remote": " 127.0.0.1 direct " }))).toEqual(stranger);
    expect(remoteOf(new Headers({ "x-headroom-remote": "undefined 127.0.0.1 direct " }))).toEqual(
      stranger,
    );
  });
});

describe("clientAddress", () => {
  const cases: [string | null, string[], string[], string | null][] = [
    ["9.9.9.9", [], [], "9.9.9.9"],
    ["9.9.9.9", ["1.1.1.1"], [], "9.9.9.9"],
    ["9.9.9.9", ["1.1.1.1"], ["10.0.0.0/8"], "9.9.9.9"],
    ["10.0.0.2", ["1.1.1.1"], ["10.0.0.0/8"], "1.1.1.1"],
    ["::ffff:10.0.0.2", ["1.1.1.1"], ["10.0.0.0/8"], "1.1.1.1"],
    ["10.0.0.2", ["6.6.6.6", "1.1.1.1", "10.0.0.3"], ["10.0.0.0/8"], "1.1.1.1"],
    ["10.0.0.2", ["nonsense"], ["10.0.0.0/8"], "10.0.0.2"],
    ["10.0.0.2", ["10.0.0.9"], ["10.0.0.0/8"], "10.0.0.9"],
    ["10.0.0.2", ["1.1.1.1"], ["10.0.0.2"], "1.1.1.1"],
    ["10.0.0.3", ["1.1.1.1"], ["10.0.0.2"], "10.0.0.3"],
    ["fd00::1", ["2001:db8::1"], ["fd00::/8"], "2001:db8::1"],
    ["fd00::1", ["1.1.1.1"], ["nonsense", "10.0.0.0/8"], "fd00::1"],
    ["9.9.9.9", ["1.1.1.1"], ["10.0.0.0/abc", "10.0.0.0/", "/8", "10.0.0.0/33"], "9.9.9.9"],
    ["2001:db8::5", ["1.1.1.1"], ["2001:0db8::0005"], "1.1.1.1"],
    [null, [], [], null],
  ];
  for (const [address, forwardedFor, trusted, expected] of cases) {
    it(`${forwardedFor.join(" > ")} > ${address}, trusting ${trusted}: ${expected}`, () => {
      expect(clientAddress({ address, forwarded: true, forwardedFor }, trusted)).toBe(expected);
    });
  }
});

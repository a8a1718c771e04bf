import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";

/** Where a request came from, as our own server saw it. */
export type Remote = {
  /** Of the socket; null: this request did not come through `noteRemote`. */
  address: string | null;
  /** Whether the client itself sent `Forwarded`, `X-Forwarded-For` or `Via`. */
  forwarded: boolean;
  /** Its `X-Forwarded-For` as sent, nearest hop last; empty: none. */
  forwardedFor: string[];
};

const HEADER = "x-headroom-remote";
const FORWARDING = ["forwarded", "x-forwarded-for", "via"] as const;

// The server and Next's bundles hold their own copy of this module: the mark must be one a process.
declare global {
  var headroomRemoteMark: string | undefined;
}

/**
 * Notes the socket's address and the forwarding headers in a header of our own, before Next adds its own
 * forwarding headers. Call it first for every request. The note carries a mark made anew in each process,
 * so a client cannot write one, even where this function is not called.
 */
export function noteRemote(request: IncomingMessage): void {
  globalThis.headroomRemoteMark ??= randomBytes(16).toString("hex");
  const forwarded = FORWARDING.some((name) => request.headers[name] !== undefined);
  const note = [
    globalThis.headroomRemoteMark,
    request.socket.remoteAddress ?? "",
    forwarded ? "forwarded" : "direct",
    hops(request.headers["x-forwarded-for"]).join(","),
  ];
  request.headers[HEADER] = note.join(" ");
}

/** What `noteRemote` noted; an unknown address, taken as forwarded, when it did not. */
export function remoteOf(headers: Headers): Remote {
  const [mark, address, forwarded, forwardedFor] = (headers.get(HEADER) ?? "").split(" ");
  if (mark === undefined || mark === "" || mark !== globalThis.headroomRemoteMark) {
    return { address: null, forwarded: true, forwardedFor: [] };
  }
  return {
    address: address === undefined || address === "" ? null : address,
    forwarded: forwarded !== "direct",
    forwardedFor: hops(forwardedFor),
  };
}

/**
 * The address of the client: the socket's own, unless that is a trusted proxy's: then the nearest hop that
 * is none. Null: unknown.
 */
export function clientAddress(remote: Remote, trustedProxies: readonly string[]): string | null {
  const path = [...remote.forwardedFor, ...(remote.address === null ? [] : [remote.address])];
  let client: string | null = null;
  for (const hop of path.reverse()) {
    if (!ipaddr.isValid(hop)) return client;
    client = ipaddr.process(hop).toString();
    if (!isWithin(client, trustedProxies)) return client;
  }
  return client;
}

/** Whether the address lies in one of the CIDRs, or is one of the single addresses. What is neither is ignored. */
function isWithin(address: string, ranges: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return ranges.some((text) => {
    if (!ipaddr.isValidCIDR(text)) {
      return ipaddr.isValid(text) && ipaddr.process(text).toString() === parsed.toString();
    }
    const [range, bits] = ipaddr.parseCIDR(text);
    return range.kind() === parsed.kind() && parsed.match(range, bits);
  });
}

function hops(value: string | string[] | undefined): string[] {
  const text = Array.isArray(value) ? value.join(",") : (value ?? "");
  return text
    .split(",")
    .map((hop) => hop.trim().replaceAll(/\s/g, ""))
    .filter(Boolean);
}

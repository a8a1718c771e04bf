import ipaddr from "ipaddr.js";
import { decide } from "./permissions.ts";
import type { Principal } from "./principal.ts";

/** What is known of a sender before its body is read. Header values are null when absent. */
export type IngestCaller = {
  ingestAuth: "off" | "required";
  /** Of the socket itself, never of a header; null: unknown, so not trusted. */
  remoteAddress: string | null;
  /** `Host`, or `:authority` of gRPC. */
  host: string | null;
  /** Whether the client sent `Forwarded`, `X-Forwarded-For` or `Via`: it came through a proxy. */
  forwarded: boolean;
  origin: string | null;
  /** Names beyond the loopback ones under which this machine is addressed, such as `HOST`. */
  ourHosts: readonly string[];
  /** Empty: localhost origins on any port. */
  allowedOrigins: readonly string[];
  /** From `Authorization` alone: a browser's session never sends telemetry. */
  principal: Principal;
};

export type Admission =
  | { kind: "admitted"; keyId: string }
  | { kind: "refused"; status: 401 | 403; reason: RefusalReason; message: string };

export type RefusalReason =
  | "key-invalid"
  | "key-required"
  | "key-not-allowed"
  | "not-loopback"
  | "proxied"
  | "host-not-ours"
  | "origin-not-allowed";

/** The key id of telemetry that came without a key, from this machine. */
export const LOCAL_KEY_ID = "local";

/**
 * Whether telemetry may come in. A key with the right to write opens the door from anywhere. Without
 * one only this machine may send, and not through a proxy on it, nor from a web page of a foreign
 * origin, nor from a page whose name was pointed at this machine (DNS rebinding).
 */
export function admitIngest(caller: IngestCaller): Admission {
  const { principal } = caller;
  if (principal.kind === "anonymous") {
    return principal.presented
      ? refuse(401, "key-invalid", "The key is not valid")
      : admitWithoutKey(caller);
  }
  const decision = decide(principal, "telemetry:write", { concern: "ingest" });
  if (decision.kind !== "allowed") return refuse(403, "key-not-allowed", decision.message);
  return { kind: "admitted", keyId: principal.id };
}

function admitWithoutKey(caller: IngestCaller): Admission {
  const hint = "send Authorization: Bearer KEY";
  if (caller.ingestAuth === "required")
    return refuse(401, "key-required", `A key is required: ${hint}`);
  if (!isLoopbackAddress(caller.remoteAddress)) {
    return refuse(401, "not-loopback", `Only this machine may send without a key: ${hint}`);
  }
  if (caller.forwarded) {
    return refuse(401, "proxied", `What comes through a proxy needs a key: ${hint}`);
  }
  if (!isOurHost(caller.host, caller.ourHosts)) {
    return refuse(403, "host-not-ours", `The Host header does not name this machine: ${hint}`);
  }
  if (caller.origin !== null && !isAllowedOrigin(caller.origin, caller.allowedOrigins)) {
    return refuse(403, "origin-not-allowed", "This origin is not in HEADROOM_CORS_ORIGINS");
  }
  return { kind: "admitted", keyId: LOCAL_KEY_ID };
}

const refuse = (status: 401 | 403, reason: RefusalReason, message: string): Admission => ({
  kind: "refused",
  status,
  reason,
  message,
});

/** Whether a browser at `origin` may send telemetry. An empty list means localhost on any port. */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  const url = parseUrl(origin);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return false;
  if (allowed.length === 0) return isLoopbackName(url.hostname);
  return allowed.some((entry) => parseUrl(entry)?.origin === url.origin);
}

/**
 * Headers that let a browser at an allowed origin send telemetry and read the answer. They go on every
 * answer, and on the empty 204 that answers a preflight. `Vary` alone when the origin is not allowed.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function corsHeaders(
  origin: string | null,
  allowed: readonly string[],
): Record<string, string> {
  if (origin === null || !isAllowedOrigin(origin, allowed)) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "POST, OPTIONS",
    "access-control-allow-headers":
      "authorization, content-type, content-encoding, idempotency-key, traceparent, tracestate",
    "access-control-expose-headers": "retry-after",
    "access-control-max-age": "7200",
  };
}

/** Whether a socket's address is this machine's own, also as IPv4 in IPv6. Null and nonsense are not. */
export function isLoopbackAddress(address: string | null): boolean {
  if (address === null || !ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === "loopback";
}

function isOurHost(host: string | null, ourHosts: readonly string[]): boolean {
  if (host === null || /[/?#@\s]/.test(host)) return false;
  const name = parseUrl(`http://${host}`)?.hostname;
  if (name === undefined) return false;
  return isLoopbackName(name) || ourHosts.some((ours) => hostnameOf(ours) === name);
}

const isLoopbackName = (hostname: string): boolean =>
  hostname === "localhost" || isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, "$1"));

/** The hostname of a name or address as a variable holds it: `::1` without brackets, any case. */
const hostnameOf = (host: string): string | undefined =>
  parseUrl(`http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}`)?.hostname;

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

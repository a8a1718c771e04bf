import type { TraceSpan } from "@/lib/contract/traces.ts";

/**
 * What a span is called: method and route; for a call, method and the host that was called; else its
 * name. Both the stable and the old names of attributes count.
 */
export function spanTitle({ name, attributes }: TraceSpan): string {
  const method = textOf(attributes, "http.request.method") ?? textOf(attributes, "http.method");
  if (method === null) return name;
  const route = textOf(attributes, "http.route") ?? textOf(attributes, "url.template");
  if (route !== null) return `${method} ${route}`;
  const host = calledHost(attributes);
  return name === method && host !== null ? `${method} ${host}` : name;
}

function calledHost(attributes: TraceSpan["attributes"]): string | null {
  const url = textOf(attributes, "url.full") ?? textOf(attributes, "http.url");
  if (url !== null && URL.canParse(url)) return new URL(url).host;
  return textOf(attributes, "server.address") ?? textOf(attributes, "net.peer.name");
}

function textOf(attributes: TraceSpan["attributes"], name: string): string | null {
  const value = attributes[name];
  return typeof value === "string" && value !== "" ? value : null;
}

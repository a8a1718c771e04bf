import { storableText } from "@/lib/decode/storable-text.ts";
import { routeTemplate } from "@/lib/domain/route-template.ts";

const FLAG_HAS_IS_REMOTE = 0x100;
const FLAG_IS_REMOTE = 0x200;
const SPAN_KIND_SERVER = 2;

/**
 * A request is a SERVER span whose parent is not known to be in the same process: a framework's SERVER span inside
 * the HTTP server's own is the same request, not a second. SDKs set the flags of a span without a parent as well,
 * so they say something only where there is one.
 * @see opentelemetry-proto, trace.proto, SpanFlags
 */
export const isRequest = (kind: number, flags: number, hasParent: boolean): boolean =>
  kind === SPAN_KIND_SERVER &&
  !(hasParent && (flags & (FLAG_HAS_IS_REMOTE | FLAG_IS_REMOTE)) === FLAG_HAS_IS_REMOTE);

/** An error: span status ERROR, HTTP status 500 or above, or `error.type` set. */
export const isErrorSpan = (statusCode: number, httpStatus: number, hasErrorType: boolean) =>
  statusCode === 2 || httpStatus >= 500 || hasErrorType;

/** What a request's route, method and status are told from; empty texts are absent. */
export type RequestTexts = {
  httpRoute: string;
  path: string;
  method: string;
  rpcService: string;
  rpcMethod: string;
  spanName: string;
};

const MOST_ROUTE = 200;

/** The route of a request: as given, else the RPC's name, else the templated path, else the span's name. */
export function routeOf(texts: RequestTexts): string {
  if (texts.httpRoute !== "") return clean(texts.httpRoute);
  if (texts.rpcMethod !== "") {
    return clean(
      texts.rpcService === "" ? texts.rpcMethod : `${texts.rpcService}/${texts.rpcMethod}`,
    );
  }
  if (texts.path !== "") return clean(routeTemplate(texts.path));
  return clean(nameTemplate(texts.spanName, texts.method));
}

const clean = (text: string) => storableText(text.slice(0, MOST_ROUTE));

const MOST_STATUS = 40;

/** The status of a request as senders word it, such as an RPC's, cut to what a dimension may hold. */
export const statusOf = (text: string): string => storableText(text.slice(0, MOST_STATUS));

/** A span's name may be `GET /users/42`: the method is a dimension of its own and the path is templated. */
function nameTemplate(name: string, method: string): string {
  const bare =
    method !== "" && name.startsWith(`${method} `) ? name.slice(method.length + 1) : name;
  const verb = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/.*)$/.exec(bare);
  if (verb?.[2]) return routeTemplate(verb[2]);
  return bare.startsWith("/") ? routeTemplate(bare) : bare;
}

const KNOWN_METHODS = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "QUERY",
]);

/** An HTTP method in capitals; unknown ones are `_OTHER`, as the semantic conventions ask; empty stays empty. */
export function methodOf(method: string): string {
  const upper = method.toUpperCase();
  return method === "" || KNOWN_METHODS.has(upper) ? upper : "_OTHER";
}

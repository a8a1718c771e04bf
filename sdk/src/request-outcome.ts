import type { IncomingMessage, ServerResponse } from "node:http";

/** One request whose response has finished, or whose connection has closed before it did. */
export type FinishedRequest = {
  /** One of the known methods, `_OTHER` for anything else. */
  method: string;
  /** Template such as `/users/:id`; undefined: no route matched. */
  route: string | undefined;
  /** Path as it came, without the query; not for use as a metric attribute. */
  path: string;
  scheme: "http" | "https";
  protocolVersion: string;
  /** Undefined: the connection closed before a status was sent. */
  statusCode: number | undefined;
  durationMs: number;
  finishedAt: Date;
  /** The status of a 5xx, `aborted` when the client left early, the error's name when the server gave up; undefined: no error. */
  errorType: string | undefined;
};

/** @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ the known methods of `http.request.method` */
const KNOWN_METHODS = new Set(
  "CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE".split(" "),
);

/** The method if it is a known one, else `_OTHER`: a client's free text never becomes a series. */
export function normaliseMethod(method: string | undefined): string {
  return method !== undefined && KNOWN_METHODS.has(method) ? method : "_OTHER";
}

/** The path of a request target, without query and fragment; of an absolute target, its path. */
export function pathOf(target: string | undefined): string {
  const path = (target ?? "/").replace(/^[a-z]+:\/\/[^/]*/i, "").split(/[?#]/, 1)[0];
  return path || "/";
}

/** What the response says about itself at the moment it finished or closed. */
export function outcomeOf(
  response: ServerResponse,
): Pick<FinishedRequest, "statusCode" | "errorType"> {
  if (!response.writableFinished) {
    return {
      statusCode: response.headersSent ? response.statusCode : undefined,
      errorType: response.errored ? response.errored.name : "aborted",
    };
  }
  const { statusCode } = response;
  return { statusCode, errorType: statusCode >= 500 ? String(statusCode) : undefined };
}

/** Express's `protocol`, which honours its `trust proxy` setting, else whether the socket is encrypted. */
export function schemeOf(request: IncomingMessage): "http" | "https" {
  const protocol = "protocol" in request ? request.protocol : undefined;
  if (protocol === "http" || protocol === "https") return protocol;
  return "encrypted" in request.socket && request.socket.encrypted ? "https" : "http";
}

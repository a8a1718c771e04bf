import { REQUEST_ATTRIBUTES, type RequestAttribute } from "./span-batch.ts";

/** What `KEY_COLUMN` says of a status code, which is a number and not an interned text. */
export const STATUS_COLUMN = -2;

/** Attribute keys in order of preference within a column: a later entry does not replace an earlier one's value. */
export const REQUEST_KEYS: readonly (readonly [
  key: string,
  column: RequestAttribute | "status",
])[] = [
  ["http.route", "route"],
  ["http.request.method", "method"],
  ["http.method", "method"],
  ["http.response.status_code", "status"],
  ["http.status_code", "status"],
  ["url.path", "path"],
  ["http.target", "path"],
  ["url.full", "path"],
  ["http.url", "path"],
  ["error.type", "errorType"],
  ["rpc.service", "rpcService"],
  ["rpc.method", "rpcMethod"],
  ["rpc.response.status_code", "rpcStatus"],
  ["rpc.grpc.status_code", "rpcStatus"],
];
/** Column of a key by its interned number, which is its position in `REQUEST_KEYS` plus one. */
export const KEY_COLUMN = Int8Array.from([
  -1,
  ...REQUEST_KEYS.map(([, column]) =>
    column === "status" ? STATUS_COLUMN : REQUEST_ATTRIBUTES.indexOf(column),
  ),
]);
/** 1 where some key has that many bytes: other keys are not looked at. */
export const KEY_LENGTHS = Uint8Array.from({ length: 32 }, (_, length) =>
  REQUEST_KEYS.some(([key]) => key.length === length) ? 1 : 0,
);

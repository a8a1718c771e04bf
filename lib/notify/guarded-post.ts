import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import { checkedAddresses, type Resolve, resolveHost, TargetRefusedError } from "./target-guard.ts";

const TIMEOUT_MS = 10_000;
/** What is read of an answer, to be shown when it is an error. */
const MOST_ANSWER_BYTES = 2_048;

/** Which addresses may be reached beside public ones; `resolve` and `timeoutMs` for tests. */
export type Reach = { allow: readonly string[]; resolve?: Resolve; timeoutMs?: number };

/** The receiver answered, and not with a success. */
export class ReceiverError extends Error {
  override name = "ReceiverError";
}

/**
 * Posts a body to an address that was checked, over a connection to exactly that address. Resolves when the receiver
 * answered 2xx. Throws `TargetRefusedError` for an address that must not be reached, `ReceiverError` for any other
 * answer: redirects are not followed.
 */
export async function guardedPost(
  target: string,
  { body, headers }: { body: string; headers: Record<string, string> },
  { allow, resolve = resolveHost, timeoutMs = TIMEOUT_MS }: Reach,
): Promise<void> {
  const url = new URL(target);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TargetRefusedError("only http and https addresses can be notified");
  }
  const addresses = await checkedAddresses(url.hostname, { allow, resolve });
  const signal = AbortSignal.timeout(timeoutMs);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const request = send(url, {
    method: "POST",
    headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
    lookup: lookupAmong(addresses),
    agent: false,
    signal,
  });
  const answer = await answerOf(request, body).catch((error: unknown) => {
    throw signal.aborted ? new Error(`no answer within ${timeoutMs / 1_000} s`) : error;
  });
  const status = answer.statusCode ?? 0;
  const text = await beginningOf(answer);
  if (status >= 200 && status < 300) return;
  const isRedirect = status >= 300 && status < 400;
  const why = isRedirect ? "redirects are not followed" : text.slice(0, 200).trim();
  throw new ReceiverError(`answered ${status}${why === "" ? "" : `: ${why}`}`);
}

/** Answers every look-up of the connection with the addresses that were checked. */
const lookupAmong = (addresses: readonly string[]): LookupFunction => {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, options, callback) => {
    const [first] = found;
    if (options.all) callback(null, found);
    else callback(null, first?.address ?? "", first?.family);
  };
};

const answerOf = (request: ClientRequest, body: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
    request.end(body);
  });

async function beginningOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  try {
    for await (const chunk of answer.setEncoding("utf8")) {
      text += String(chunk);
      if (text.length >= MOST_ANSWER_BYTES) break;
    }
  } catch {
    // The status has been read: how the body ends changes nothing.
  }
  answer.destroy();
  return text;
}

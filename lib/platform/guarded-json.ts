import { lookup } from "node:dns/promises";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { isAllowedAddress } from "./public-address.ts";

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 256 * 1_048_576;

/** Nothing was sent: the address is not one that this server may reach for others. */
export class AddressRefusedError extends Error {
  override name = "AddressRefusedError";
}

/** The other side answered with an error. */
export class HttpStatusError extends Error {
  override name = "HttpStatusError";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Asking = {
  /** Private addresses that may be reached: addresses or CIDRs. */
  allow: readonly string[];
  token: string | null;
};

/**
 * JSON from an address that somebody configured. Every address of its name is checked, one of them is connected to, and
 * redirects are not followed. Throws `AddressRefusedError`, `HttpStatusError`, or the network's error.
 */
export async function getGuardedJson(url: URL, { allow, token }: Asking): Promise<unknown> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses =
    isIP(host) === 0 ? (await lookup(host, { all: true })).map(({ address }) => address) : [host];
  const refused = addresses.find((address) => !isAllowedAddress(address, allow));
  const [address] = addresses;
  if (refused !== undefined || address === undefined) {
    throw new AddressRefusedError(
      `${host} is at ${refused ?? "no address"}, which is not public: an administrator can list it in HEADROOM_COSTS_ALLOW`,
    );
  }
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  return JSON.parse(await readText(url, { address, headers }));
}

function readText(
  url: URL,
  { address, headers }: { address: string; headers: Record<string, string> },
): Promise<string> {
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      headers: { ...headers, accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      lookup: (_, options, found) => {
        const family = isIP(address);
        if (options.all) found(null, [{ address, family }]);
        else found(null, address, family);
      },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      response.on("data", (piece: Buffer) => {
        size += piece.byteLength;
        if (size > MOST_BYTES) response.destroy(new Error("the answer is too long"));
        else pieces.push(piece);
      });
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(pieces).toString("utf8");
        const status = response.statusCode ?? 0;
        if (status === 200) resolve(text);
        else reject(new HttpStatusError(status, `it answered ${status}: ${text.slice(0, 200)}`));
      });
    });
    request.end();
  });
}

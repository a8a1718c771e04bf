import { hash as hashOnce } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { gunzipSync, inflateSync } from "node:zlib";
import type { Signal } from "./ingest-item.ts";

/** The most bytes of a body, before and after decompression. */
export const BODY_LIMIT = 20 * 1024 * 1024;

const LEAST_CHUNK = 4 * 1024;
const MOST_CHUNK = 4 * 1024 * 1024;

/** A body that cannot be taken as it is, with the HTTP status that says so. */
export class BodyError extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
    this.name = "BodyError";
  }
}

const tooLarge = () => new BodyError(413, "The body is larger than 20 MiB: send smaller batches");

/** The bytes as received. Throws `BodyError` 413 as soon as there are too many. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) {
      reject(tooLarge());
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_LIMIT) {
        request.removeAllListeners("data");
        request.resume();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    request.on("end", () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
    );
    request.on("error", reject);
    request.on("aborted", () => reject(new BodyError(400, "The connection ended within the body")));
  });
}

/** The bytes after `Content-Encoding`. Throws `BodyError`: 415 unknown encoding, 413 too large, 400 not valid. */
export function decompress(body: Buffer, encoding: string): Uint8Array {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return body;
  if (name !== "gzip" && name !== "deflate") {
    throw new BodyError(415, `Content-Encoding ${encoding} is not supported: use gzip or identity`);
  }
  try {
    const options = { maxOutputLength: BODY_LIMIT, chunkSize: likelySize(body) };
    return name === "gzip" ? gunzipSync(body, options) : inflateSync(body, options);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new BodyError(400, `The body is not valid ${name}`);
  }
}

/**
 * Bytes to take at once, so that decompression need not put pieces together: what the end of a gzip body says of its
 * size, as far as that can be believed.
 */
function likelySize(body: Buffer): number {
  const said = body.length < 8 ? 0 : body.readUInt32LE(body.length - 4);
  const most = Math.min(body.length * 32, MOST_CHUNK);
  return Math.min(Math.max(said + 1, LEAST_CHUNK), Math.max(most, LEAST_CHUNK));
}

/** Recognises a body that is sent again: 16 bytes of SHA-256 over signal, key and bytes as received, hex. */
export function bodyHash(signal: Signal, keyId: string, body: Uint8Array): string {
  const inner = hashOnce("sha256", body, "hex");
  return hashOnce("sha256", `${signal}\n${keyId}\n${inner}`, "hex").slice(0, 32);
}

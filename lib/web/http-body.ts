import { TooLargeError } from "@/lib/domain/problem.ts";

/** The bytes of the body as sent, not decompressed. Throws `TooLargeError` without reading more than `maxBytes`. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new TooLargeError(`The body is longer than ${maxBytes} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as sent, piece by piece; empty when there is none. */
export async function* bodyStream(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body !== null) yield* request.body;
}

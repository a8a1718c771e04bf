import type { ClientBase } from "pg";
import { from as copyFromStream, to as copyToStream } from "pg-copy-streams";

/** Runs `COPY … TO STDOUT (FORMAT binary)` and returns the whole answer. The statement takes no parameters. */
export async function copyOut(client: ClientBase, statement: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = client.query(copyToStream(statement));
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Runs `COPY … FROM STDIN (FORMAT binary)` with the bytes of a `CopyEncoder`. */
export function copyIn(client: ClientBase, statement: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = client.query(copyFromStream(statement));
    stream.on("finish", resolve);
    stream.on("error", reject);
    stream.end(bytes);
  });
}

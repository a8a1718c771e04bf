import { createServer } from "node:net";
import { isCode } from "@/lib/platform/data-dir.ts";

/** A port of 127.0.0.1 that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const port = await listenOnce("127.0.0.1", 0);
  if (port === null) throw new Error("no free port on 127.0.0.1");
  return port;
}

/** Whether this process could listen there now. Throws when the host is not an address of this machine. */
export async function isPortFree(host: string, port: number): Promise<boolean> {
  return (await listenOnce(host, port)) !== null;
}

/** The port that was taken and given back; null: another program has it. */
async function listenOnce(host: string, port: number): Promise<number | null> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    if (isCode(error, "EADDRINUSE")) return null;
    throw error;
  }
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address === null || typeof address === "string" ? null : address.port;
}

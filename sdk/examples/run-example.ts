import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What an example printed, how it ended, and everything that it sent over OTLP, as text in which names can be found. */
export async function runExample(name: string, variables: Record<string, string> = {}) {
  const received: Buffer[] = [];
  const receiver = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => received.push(chunk));
    request.on("end", () => response.end());
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const { port } = receiver.address() as AddressInfo;
  const { REDIS_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", `sdk/examples/${name}.ts`], {
    cwd: ROOT,
    env: {
      ...environment,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      ...variables,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const [code] = await once(child, "close");
  receiver.close();
  return {
    code,
    lines: printed.trimEnd().split("\n"),
    sent: Buffer.concat(received).toString("latin1"),
  };
}

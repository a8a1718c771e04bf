import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ErrorRequestHandler, Express } from "express";
import { ZodError } from "zod";
import { announceReady, onCommand, stopWithLauncher } from "../channel.ts";
import { setIncident, setPeers } from "./conditions.ts";
import * as log from "./log.ts";
import { telemetry } from "./telemetry.ts";

/** Longer than any caller keeps an idle connection, so that none is closed just as it is used again. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Serves the app on the loopback port that the launcher names, or a free one, obeys the launcher, and ends in order: the server first,
 * then `release`, then the last telemetry.
 */
export function serve(app: Express, release: () => Promise<unknown>): void {
  app.use(answerError);
  const server = createServer(app);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(Number(process.env.DEMO_PORT ?? 0), "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    announceReady({ type: "ready", url: `http://127.0.0.1:${port}` });
  });
  onCommand((command) => {
    if (command.type === "incident") setIncident(command.name, command.active);
    else setPeers(command.peers);
  });
  stopWithLauncher(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    // Connections that are busy now are kept alive by their callers once they are not.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    await closed;
    clearInterval(idle);
    await release();
    await telemetry.shutdown();
  });
}

const answerError: ErrorRequestHandler = (error, request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof ZodError) {
    response.status(400).json({ error: "invalid request" });
    return;
  }
  log.error(`${request.method} ${request.path} failed`, error);
  response.status(500).json({ error: "internal error" });
};

import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { Server as GrpcServer } from "@grpc/grpc-js";
import type { Principal } from "@/lib/domain/principal.ts";
import { createOtlpGrpcServer, listenGrpc } from "../grpc-server.ts";
import { createOtlpServer, type Door } from "../http-server.ts";
import type { TestPipeline } from "./pipeline.ts";

/** Both receivers of a test's pipeline, on free ports of 127.0.0.1. */
export type TestReceivers = {
  http: HttpServer;
  grpc: GrpcServer;
  httpUrl: string;
  grpcAddress: string;
  stop: () => Promise<void>;
};

/** Without a key only this machine may send; `Bearer good` is a key that may, `Bearer viewer` one that may not. */
const principalOf = (authorization: string | undefined): Promise<Principal> => {
  if (authorization === "Bearer away") return Promise.reject(new Error("nobody can tell now"));
  if (authorization === "Bearer good") return Promise.resolve(keyOf("ingest"));
  if (authorization === "Bearer viewer") return Promise.resolve(keyOf("viewer"));
  return Promise.resolve({ kind: "anonymous", presented: authorization !== undefined });
};

const keyOf = (role: "ingest" | "viewer"): Principal => ({
  kind: "key",
  id: role,
  name: role,
  role,
});

/** Starts them. */
export async function startReceivers(
  ingest: TestPipeline,
  now: () => number,
  door: Partial<Door> = {},
): Promise<TestReceivers> {
  const parts = {
    pipeline: ingest.pipeline,
    refusals: ingest.refusals,
    door: { ingestAuth: "off", ourHosts: [], allowedOrigins: [], principalOf, ...door },
    now,
    onReceived: () => undefined,
  } as const;
  const http = createOtlpServer(parts);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const grpc = createOtlpGrpcServer(parts);
  const grpcPort = await listenGrpc(grpc, "127.0.0.1:0");
  return {
    http,
    grpc,
    httpUrl: `http://127.0.0.1:${port}`,
    grpcAddress: `127.0.0.1:${grpcPort}`,
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      grpc.forceShutdown();
    },
  };
}

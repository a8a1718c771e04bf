import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

/** The ceiling: a bare HTTP server that reads a body, decompresses it and says yes. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    gunzipSync(Buffer.concat(chunks));
    response.writeHead(200, { "content-length": 0 }).end();
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" ? address?.port : 0 });
});
process.on("disconnect", () => process.exit(0));

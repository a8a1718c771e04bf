import { expect, test } from "vitest";
import { startStreamingPair } from "../src/test-support/streaming-pair.ts";
import { runExample } from "./run-example.ts";

test("replica-router reads its own write from a streaming pair", async () => {
  const pair = await startStreamingPair();
  const variables = { PRIMARY_URL: pair.primaryUrl, REPLICA_URL: pair.replicaUrl };
  const ran = await runExample("replica-router", variables).finally(() => pair.stop());
  expect(ran.code).toBe(0);
  expect(ran.lines).toEqual(["[ { text: 'hello' } ]"]);
  expect(ran.sent).toContain("db.client.operation.duration");
});

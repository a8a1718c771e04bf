import { afterEach, expect, test } from "vitest";
import { closeGateway, ingestFromWeb } from "./gateway.ts";
import { ingestState } from "./ingest-state.ts";
import type { ToWorker, WebBody } from "./messages.ts";

const body: WebBody = {
  signal: "traces",
  contentType: "application/json",
  contentEncoding: "",
  body: new Uint8Array(),
  keyId: "local",
};

afterEach(() => {
  globalThis.headroomIngestState = undefined;
});

test("a process without the ingest role answers 503", async () => {
  expect(await ingestFromWeb(body)).toMatchObject({ status: 503 });
});

test("each body gets its own answer", async () => {
  const told: ToWorker[] = [];
  ingestState().tell = (message) => told.push(message);
  const answers = [ingestFromWeb(body), ingestFromWeb(body)];
  const empty = { headers: {}, body: new Uint8Array() };
  for (const [i, { kind, ...rest }] of told.entries()) {
    const id = kind === "body" && "id" in rest ? rest.id : -1;
    ingestState().answers.get(id)?.({ status: 200 + i, ...empty });
  }
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 201]);
});

test("what waits when ingest stops is answered 503", async () => {
  ingestState().tell = () => undefined;
  const waiting = ingestFromWeb(body);
  closeGateway();
  expect(await waiting).toMatchObject({ status: 503 });
  expect(await ingestFromWeb(body)).toMatchObject({ status: 503 });
});

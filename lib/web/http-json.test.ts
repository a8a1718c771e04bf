import { expect, test } from "vitest";
import { newBoard } from "@/lib/contract/boards.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { TooLargeError } from "@/lib/domain/problem.ts";
import { parseJsonBody } from "./http-json.ts";

const post = (body: string) => new Request("http://127.0.0.1/", { method: "POST", body });
const refusalOf = (body: string) =>
  parseJsonBody(post(body), newBoard).catch((error: unknown) => error);

const panel = { id: "a", title: "", x: 0, y: 0, w: 6, h: 4, chart: { kind: "text", text: "" } };
const board = (panels: unknown[]) =>
  JSON.stringify({ name: "Board", spec: { schemaVersion: 1, panels } });

test("what is left out takes its default", async () => {
  expect(await parseJsonBody(post('{"name":" Board "}'), newBoard)).toEqual({
    name: "Board",
    visibility: "all",
    spec: { schemaVersion: 1, variables: ["service", "environment"], panels: [] },
  });
});

test.each([
  ["{", "body"],
  ["", "body"],
  ["[]", "body"],
  ["{}", "name"],
  ['{"name":"  "}', "name"],
  ['{"name":"x","visibility":"some"}', "visibility"],
  [board([{ ...panel, w: 13 }]), "spec.panels[0].w"],
  [board([panel, { ...panel, x: 9 }]), "spec.panels[1].w"],
  [board([panel, panel]), "spec.panels[1].id"],
  [board([{ ...panel, chart: { kind: "pie" } }]), "spec.panels[0].chart.kind"],
  [
    board([{ ...panel, chart: { kind: "metrics", queries: [{ name: "" }] } }]),
    "spec.panels[0].chart.queries[0].name",
  ],
])("%s names the field that is wrong", async (body, field) => {
  const refusal = await refusalOf(body);
  expect(refusal).toBeInstanceOf(ParameterError);
  expect(refusal).toMatchObject({ field });
});

test("more than a megabyte is too large", async () => {
  expect(await refusalOf(`"${"x".repeat(1_100_000)}"`)).toBeInstanceOf(TooLargeError);
});

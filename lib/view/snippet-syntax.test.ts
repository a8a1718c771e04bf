import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { connectSnippets, type SnippetBlock } from "./first-visit-snippets.ts";

const targets = [false, true].map((keyRequired) => ({
  httpUrl: "http://127.0.0.1:4318",
  keyRequired,
  service: "my-service",
}));

type Checker = { command: string; args: string[]; ending: RegExp };

/** Programs that read a language from stdin and say whether it is written right, without running it. */
const CHECKERS: readonly Checker[] = [
  { command: "bash", args: ["-n"], ending: /^Shell$/ },
  { command: "gofmt", args: ["-e"], ending: /\.go$/ },
  { command: "ruby", args: ["-c"], ending: /\.rb$/ },
];

const isThere = (command: string): boolean =>
  spawnSync(command, [command === "gofmt" ? "-h" : "--version"]).error === undefined;

const blocks = targets.flatMap((target) =>
  connectSnippets(target).flatMap(({ label, blocks: own }) =>
    own.map((block) => ({
      ...block,
      name: `${label}, ${block.title}${target.keyRequired ? ", with a key" : ""}`,
    })),
  ),
);

const checkerOf = ({ title }: SnippetBlock) => CHECKERS.find(({ ending }) => ending.test(title));

describe("each snippet is written right", () => {
  for (const block of blocks) {
    const checker = checkerOf(block);
    if (!checker) continue;
    const { command, args } = checker;
    it.skipIf(!isThere(command))(`${block.name} (${command})`, () => {
      const { status, stderr } = spawnSync(command, args, { input: block.text, encoding: "utf8" });
      expect(stderr).toBe("");
      expect(status).toBe(0);
    });
  }

  it("a block without a checker is the Collector's or C#", () => {
    const without = blocks.filter((block) => !checkerOf(block)).map(({ title }) => title);
    expect(new Set(without)).toEqual(
      new Set(["Program.cs, before builder.Build()", "config.yaml"]),
    );
  });

  it("the checkers see mistakes", () => {
    for (const { command, args } of CHECKERS.filter((checker) => isThere(checker.command))) {
      expect(spawnSync(command, args, { input: "if ( {\n" }).status).not.toBe(0);
    }
  });
});

describe("C#", () => {
  it("closes what it opens, and ends its statements", () => {
    const csharp = blocks.find(({ title }) => title.startsWith("Program.cs"))?.text ?? "";
    const count = (letter: string) => csharp.split(letter).length - 1;
    expect(count("(")).toBe(count(")"));
    expect(csharp.trimEnd().endsWith(";")).toBe(true);
    for (const line of csharp.split("\n").filter((text) => text.startsWith("using"))) {
      expect(line).toMatch(/^using [A-Z]\w*(\.[A-Z]\w*)*;$/);
    }
  });
});

describe("the Collector's configuration", () => {
  it.each(targets)("exports every signal to this server; a key: $keyRequired", (target) => {
    const collector = connectSnippets(target).find(({ id }) => id === "collector");
    const parsed: unknown = parse(collector?.blocks[0]?.text ?? "");
    const pipeline = { receivers: ["otlp"], exporters: ["otlp_http/headroom"] };
    expect(parsed).toEqual({
      exporters: {
        "otlp_http/headroom": {
          endpoint: target.httpUrl,
          ...(target.keyRequired && { headers: { authorization: "Bearer YOUR_KEY" } }),
        },
      },
      service: { pipelines: { traces: pipeline, metrics: pipeline, logs: pipeline } },
    });
  });
});

describe("docs/send-telemetry.md", () => {
  const text = readFileSync(new URL("../../docs/send-telemetry.md", import.meta.url), "utf8");

  it.each(
    connectSnippets({
      httpUrl: "http://127.0.0.1:4318",
      keyRequired: false,
      service: "my-service",
    }),
  )("has the lines for $label", ({ label, blocks: own, notes }) => {
    expect(text).toContain(`## ${label}\n`);
    for (const block of own) expect(text).toContain(`\n${block.text}\n`);
    for (const note of notes) expect(text.replaceAll("\n", " ")).toContain(note);
  });
});

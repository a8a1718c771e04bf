import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Language, Parser } from "@vscode/tree-sitter-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { connectSnippets, type SnippetBlock } from "./first-visit-snippets.ts";

const targets = [false, true].map((keyRequired) => ({
  httpUrl: "http://127.0.0.1:4318",
  keyRequired,
  service: "my-service",
}));

/** Languages that have a grammar here, and the program that reads one from stdin without running it, if there is any. */
const LANGUAGES = {
  bash: { title: /^Shell$/, fence: "sh", program: ["bash", "-n"] },
  go: { title: /\.go$/, fence: "go", program: ["gofmt", "-e"] },
  ruby: { title: /\.rb$/, fence: "ruby", program: ["ruby", "-c"] },
  "c-sharp": { title: /^Program\.cs\b/, fence: "csharp", program: null },
} as const;
type GrammarName = keyof typeof LANGUAGES;
const GRAMMARS: readonly GrammarName[] = ["bash", "go", "ruby", "c-sharp"];

const parsers = new Map<GrammarName, Parser>();

beforeAll(async () => {
  await Parser.init();
  for (const name of GRAMMARS) {
    const file = import.meta.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`);
    const parser = new Parser();
    parser.setLanguage(await Language.load(fileURLToPath(file)));
    parsers.set(name, parser);
  }
});

/** Whether a grammar finds a place in some lines that it has no rule for, or misses something. */
function hasMistake(name: GrammarName, text: string): boolean {
  const tree = parsers.get(name)?.parse(`${text.trimEnd()}\n`);
  if (!tree) throw new Error(`nothing parses ${name}`);
  return tree.rootNode.hasError;
}

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

const grammarOf = ({ title }: SnippetBlock): GrammarName | undefined =>
  GRAMMARS.find((name) => LANGUAGES[name].title.test(title));

/** The text without one of its closing brackets or quotes: whatever the language, that is a mistake. */
function brokenVariants(text: string): string[] {
  const places = [...text.matchAll(/[)}\]"]/g)].map(({ index }) => index);
  return places.map((at) => text.slice(0, at) + text.slice(at + 1));
}

describe("each snippet is written right", () => {
  for (const block of blocks) {
    const grammar = grammarOf(block);
    if (!grammar) continue;
    it(`${block.name} (grammar)`, () => expect(hasMistake(grammar, block.text)).toBe(false));

    const { program } = LANGUAGES[grammar];
    if (!program) continue;
    const [command, argument] = program;
    it.skipIf(!isThere(command))(`${block.name} (${command})`, () => {
      const { status, stderr } = spawnSync(command, [argument], {
        input: block.text,
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      expect(status).toBe(0);
    });
  }

  it("a block without a grammar is the Collector's", () => {
    const without = blocks.filter((block) => !grammarOf(block)).map(({ title }) => title);
    expect(new Set(without)).toEqual(new Set(["config.yaml"]));
  });

  it.each(GRAMMARS)("a mistake in %s is seen", (name) => {
    const own = blocks.filter((block) => grammarOf(block) === name);
    const broken = own.flatMap(({ text }) =>
      name === "bash" ? [`${text} "`, `${text} $(`, `${text} &&`] : brokenVariants(text),
    );
    expect(broken.length).toBeGreaterThan(3);
    for (const text of broken) expect(hasMistake(name, text), text).toBe(true);
  });

  it("the programs see mistakes", () => {
    for (const { program } of Object.values(LANGUAGES)) {
      if (!program || !isThere(program[0])) continue;
      expect(spawnSync(program[0], [program[1]], { input: "if ( {\n" }).status).not.toBe(0);
    }
  });
});

describe("Java and PHP, which need no code of their own", () => {
  const linesOf = (id: string): string =>
    connectSnippets({ httpUrl: "http://a:1", keyRequired: false, service: "s" })
      .filter((snippet) => snippet.id === id)
      .flatMap((snippet) => snippet.blocks.map(({ text }) => text))
      .join("\n");

  it("Java runs the agent that curl has saved", () => {
    const saved = /^curl -LO \S+\/(\S+\.jar)$/m.exec(linesOf("java"))?.[1];
    expect(saved).toBeDefined();
    expect(linesOf("java")).toContain(`java -javaagent:./${saved} -jar `);
  });

  it("PHP loads the extension that pecl has built, and composer is asked for packages by vendor and name", () => {
    const extension = /^pecl install (\w+)$/m.exec(linesOf("php"))?.[1];
    expect(extension).toBeDefined();
    expect(linesOf("php")).toContain(`php -d extension=${extension} `);
    const required = /composer require ((?:.*\\\n)*.*)/.exec(linesOf("php"))?.[1] ?? "";
    const packages = required.split(/[\s\\]+/).filter(Boolean);
    expect(packages).toHaveLength(4);
    for (const name of packages) expect(name).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
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

  it("has no lines with a mistake", () => {
    const fences = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
    expect(fences.length).toBeGreaterThan(10);
    for (const [, fence = "", lines = ""] of fences) {
      if (fence === "yaml") {
        expect(() => parse(lines)).not.toThrow();
        continue;
      }
      const grammar = GRAMMARS.find((name) => LANGUAGES[name].fence === fence);
      expect(grammar, fence).toBeDefined();
      if (grammar) expect(hasMistake(grammar, lines), lines).toBe(false);
    }
  });
});

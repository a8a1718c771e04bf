import { describe, expect, it } from "vitest";
import { connectSnippets, KEY_PLACEHOLDER, shellSafeName } from "./first-visit-snippets.ts";

const open = { httpUrl: "http://127.0.0.1:14318", keyRequired: false, service: "users" };
const textOf = (snippet: ReturnType<typeof connectSnippets>[number]): string =>
  snippet.blocks.map((block) => block.text).join("\n");

describe("connectSnippets", () => {
  it("covers Node, Python, Java, Go, .NET, Ruby, PHP and the Collector", () => {
    expect(connectSnippets(open).map(({ label }) => label)).toEqual([
      "Node",
      "Python",
      "Java",
      "Go",
      ".NET",
      "Ruby",
      "PHP",
      "Collector",
    ]);
  });

  it.each(connectSnippets(open))(
    "$label sends to this server's address, without a key",
    (snippet) => {
      expect(textOf(snippet)).toContain(open.httpUrl);
      expect(textOf(snippet)).not.toMatch(/authorization/i);
      expect(textOf(snippet)).not.toContain("4318 ");
    },
  );

  it.each(connectSnippets({ ...open, keyRequired: true }))("$label carries the key", (snippet) => {
    expect(textOf(snippet)).toMatch(
      new RegExp(`authorization[=:] ?Bearer(%20| )${KEY_PLACEHOLDER}`),
    );
  });

  it.each(connectSnippets(open).filter(({ id }) => id !== "collector"))(
    "$label names the service",
    (snippet) => expect(textOf(snippet)).toContain("OTEL_SERVICE_NAME=users\n"),
  );

  it("tells the protocol to the SDKs that speak gRPC by default", () => {
    const told = connectSnippets(open)
      .filter((snippet) => textOf(snippet).includes("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"))
      .map(({ id }) => id);
    expect(told).toEqual(["python", "dotnet"]);
  });
});

describe("shellSafeName", () => {
  it("leaves nothing for a shell to act on", () => {
    expect(shellSafeName("users-api.v2")).toBe("users-api.v2");
    expect(shellSafeName("a b; rm -rf $HOME")).toBe("a-b-rm--rf-HOME");
    expect(shellSafeName("  ")).toBe("my-service");
  });
});

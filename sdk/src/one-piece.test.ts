import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const SOURCES = fileURLToPath(new URL(".", import.meta.url));

/** The packages that a bundle holds which imports one name from one piece of the kit. */
async function packagesOf(piece: string, name: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: `export { ${name} } from "./${piece}.ts";`, resolveDir: SOURCES },
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const names = used.map(
    ([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1],
  );
  return [...new Set(names.filter((found) => found !== undefined))].sort();
}

test.each([
  ["circuit-breaker", "createCircuitBreaker", "cockatiel"],
  ["rate-limiter", "createRateLimiter", "rate-limiter-flexible"],
  ["event-bus", "createEventBus", "p-retry"],
  ["layered-cache", "createLayeredCache", "bentocache"],
])("%s brings its own library and none of the others", async (piece, name, library) => {
  const others = ["bentocache", "cockatiel", "p-retry", "rate-limiter-flexible"];
  const packages = await packagesOf(piece, name);
  expect(others.filter((other) => packages.includes(other))).toEqual([library]);
});

test("what needs no library brings none", async () => {
  expect(await packagesOf("validate-input", "createInputValidator")).toEqual([
    "@opentelemetry/api",
  ]);
  expect(await packagesOf("index", "trackRequests")).not.toContain("cockatiel");
});

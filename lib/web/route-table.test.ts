import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "@/lib/contract/operations.ts";
import { otlpMethodNotAllowed } from "./http-ingest.ts";
import { ROUTES } from "./route-table.ts";

const APP = fileURLToPath(new URL("../../app", import.meta.url));
const files = readdirSync(APP, { recursive: true, encoding: "utf8" });
const pages = files.filter((name) => name.endsWith("page.tsx"));
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The path of a file under app/: folders in round brackets only group. */
const pathOf = (file: string): string =>
  `/${file
    .split("/")
    .slice(0, -1)
    .filter((part) => !/^\(.*\)$/.test(part))
    .join("/")}`;

/** The routes that the files of the tree answer, as the table names them. */
async function routesOfTree(): Promise<string[]> {
  const found: string[] = [];
  for (const file of files.filter((name) => name.endsWith("route.ts"))) {
    const module: Record<string, unknown> = await import(`${APP}/${file}`);
    const methods = METHODS.filter(
      (method) => method in module && module[method] !== otlpMethodNotAllowed,
    );
    const path = pathOf(file);
    if (path.endsWith("/[...missing]")) found.push(`ANY ${path}`);
    else found.push(...methods.map((method) => `${method} ${path}`));
  }
  return found;
}

describe("the route table", () => {
  it("has every route and page of the tree, and no other", async () => {
    const found = [...(await routesOfTree()), ...pages.map((file) => `PAGE ${pathOf(file)}`)];
    expect(Object.keys(ROUTES).sort()).toEqual(found.sort());
  }, 30_000);

  for (const file of pages) {
    it(`${file} asks who may see it`, () => {
      expect(readFileSync(`${APP}/${file}`, "utf8")).toContain(`authorisePage("${pathOf(file)}")`);
    });
  }

  it("no server action escapes: there is none yet", () => {
    const sources = files.filter((name) => /\.tsx?$/.test(name));
    const actions = sources.filter((file) =>
      /^\s*"use server"/m.test(readFileSync(`${APP}/${file}`, "utf8")),
    );
    expect(actions).toEqual([]);
  });

  it("agrees with the description of the API", () => {
    const described = OPERATIONS.map(({ method, path, security }) => [
      `${method.toUpperCase()} ${path.replaceAll("{", "[").replaceAll("}", "]")}`,
      security === "none" ? "open" : security === "ingest" ? "ingest" : "guarded",
    ]);
    for (const [name, kind] of described) {
      const entry = Object.entries(ROUTES).find(([route]) => route === name);
      expect([name, entry?.[1].kind]).toEqual([name, kind]);
    }
    const guarded = Object.entries(ROUTES).filter(
      ([name, { kind }]) => !name.startsWith("PAGE ") && kind !== "open",
    );
    const names = described.map(([name]) => name);
    for (const [name] of guarded) expect(names).toContain(name);
  });
});

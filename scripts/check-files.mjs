// @ts-check
// Rules that no linter of ours knows: files stay short, and pure layers ask neither clock, chance nor environment.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { ROOT } from "./bootstrap.mjs";

const MAX_LINES = 300;
const CODE = /\.(ts|tsx|mjs|cjs)$/;
const TEST = /\.test\.tsx?$|\/test(data|-support)\/|\/testing[a-z-]*\.ts$/;
const PURE = /^lib\/(domain|decode|aggregate|contract|view)\//;
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.(?!nextTick)/;

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: ROOT,
  encoding: "utf8",
  maxBuffer: 1e8,
});
const files = listed.split("\n").filter((file) => CODE.test(file) && existsSync(`${ROOT}/${file}`));
const problems = files.flatMap(problemsOf);
for (const problem of problems) console.log(problem);
console.log(`${files.length} files checked, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** @param {string} file */
function problemsOf(file) {
  const lines = readFileSync(`${ROOT}/${file}`, "utf8").trimEnd().split("\n");
  const found = [];
  if (lines.length > MAX_LINES) found.push(`${file}: ${lines.length} lines, at most ${MAX_LINES}`);
  if (!PURE.test(file) || TEST.test(file)) return found;
  lines.forEach((line, index) => {
    const isComment = /^\s*(\/\/|\*|\/\*)/.test(line);
    // Names of metrics, such as "process.cpu.time", are no code.
    if (!isComment && IMPURE.test(line.replace(/"[^"]*"/g, '""')))
      found.push(`${file}:${index + 1}: a pure layer takes this as a parameter: ${line.trim()}`);
  });
  return found;
}

/** A part of a pattern: a letter, any letter, or any run of letters. */
type Part = { kind: "letter"; letter: string } | { kind: "any" } | { kind: "run" };

const UNSUPPORTED = /[\^$()[\]{}?+]/;

/**
 * A test for texts that a pattern describes whole: alternatives with |, `.` for any letter, `.*` for any run of them,
 * a backslash before what is meant literally. Null: it uses anything else. Takes time linear in text and pattern, so that
 * nobody's pattern holds up the server.
 */
export function parsePattern(pattern: string): ((text: string) => boolean) | null {
  const alternatives: Part[][] = [[]];
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern.charAt(i);
    const parts = alternatives.at(-1) ?? [];
    if (letter === "|") alternatives.push([]);
    else if (letter === ".") {
      const isRun = pattern.charAt(i + 1) === "*";
      if (isRun) i++;
      parts.push({ kind: isRun ? "run" : "any" });
    } else if (letter === "\\" && i + 1 < pattern.length) {
      i++;
      if (/\w/.test(pattern.charAt(i))) return null;
      parts.push({ kind: "letter", letter: pattern.charAt(i) });
    } else if (letter === "*" || UNSUPPORTED.test(letter)) return null;
    else parts.push({ kind: "letter", letter });
  }
  return (text) => alternatives.some((parts) => fits(parts, text));
}

/** The greedy match of wildcards: a run first takes nothing and grows when what follows does not fit. */
function fits(parts: readonly Part[], text: string): boolean {
  let part = 0;
  let at = 0;
  let run = -1;
  let runAt = 0;
  while (at < text.length) {
    const wanted = parts[part];
    if (wanted?.kind === "run") {
      run = part++;
      runAt = at;
    } else if (wanted && (wanted.kind === "any" || wanted.letter === text.charAt(at))) {
      part++;
      at++;
    } else if (run >= 0) {
      part = run + 1;
      at = ++runAt;
    } else return false;
  }
  while (parts[part]?.kind === "run") part++;
  return part === parts.length;
}

import { COMMAND_SYSTEMS, type OperationTexts } from "@/lib/domain/operation-rules.ts";

/** Of a statement no more than this is read, and no more is kept of what comes out. */
const MOST_READ = 4_096;
const MOST_KEPT = 500;

/**
 * Strings (a quote within is doubled or escaped; one that was cut off ends with the text), comments, parameters and
 * numbers. Quoted names (double quotes, backticks, brackets) stay, since they name and do not hold values.
 */
const TOKENS =
  /\/\*[\s\S]*?(?:\*\/|$)|--[^\n]*|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|[eEnNbBxX]?'(?:[^'\\]|''|\\[\s\S])*(?:'|\\?$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\$\d+|[:@](?=[A-Za-z_])\w+|\b0x[0-9a-fA-F]+\b|(?<![\w."])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w"])/g;

const isQuotedName = (token: string) => token.startsWith('"') || token.startsWith("`");
const isComment = (token: string) => token.startsWith("/*") || token.startsWith("--");

/**
 * One text for statements that differ only in their values: literals, numbers and parameters become `?`, lists of them
 * `(?)`, several rows of VALUES one, comments go and spaces become one. At most 500 characters; no literal is kept.
 */
export function normaliseStatement(statement: string): string {
  return statement
    .slice(0, MOST_READ)
    .replace(TOKENS, (token) => {
      if (isComment(token)) return " ";
      if (!isQuotedName(token)) return "?";
      return token.length > 64 || !/^.[\w .$-]*.$/.test(token) ? "?" : token;
    })
    .replace(/\s+/g, " ")
    .replace(/\(\s*\?(?:\s*,\s*\?)*\s*\)/g, "(?)")
    .replace(/\(\?\)(?:\s*,\s*\(\?\))+/g, "(?)")
    .trim()
    .slice(0, MOST_KEPT);
}

/** Of a command of Redis or Memcached only its name: everything after it may be a key or a value. */
export function commandOf(statement: string): string {
  const name = /^\s*([A-Za-z][\w.]{0,30})/.exec(statement)?.[1] ?? "";
  return name.toUpperCase();
}

/** The statement of a span without literals, whatever it tells of one; of systems of keys and values the command. */
export const statementOf = (
  texts: Pick<OperationTexts, "dbSystem" | "dbOperation" | "dbText" | "dbSummary">,
  spanName: string,
): string =>
  COMMAND_SYSTEMS.has(texts.dbSystem)
    ? commandOf(texts.dbOperation || texts.dbText || spanName)
    : normaliseStatement(texts.dbText || texts.dbSummary);

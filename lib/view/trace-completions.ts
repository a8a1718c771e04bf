import type { TraceAttributesResponse } from "@/lib/contract/trace-attributes.ts";
import { searchTerm } from "@/lib/contract/trace-search.ts";

/** The condition that is being typed at the end of a search. `name`: its values are asked for; null: names are. */
export type OpenTerm = { before: string; name: string | null };

/** The last condition of a search, and what stands before it. */
export function openTerm(text: string): OpenTerm {
  const [term = ""] = /(?:"(?:[^"\\]|\\.)*"?|[^\s"])*$/.exec(text) ?? [];
  const before = text.slice(0, text.length - term.length);
  const named = /^(?:"((?:[^"\\]|\\.)*)"|([^\s"=!<>]+))!?=/.exec(term);
  return { before, name: named?.[1]?.replace(/\\(.)/g, "$1") ?? named?.[2] ?? null };
}

/** Whole searches that complete the open condition. */
export function completions(text: string, offered: TraceAttributesResponse | null): string[] {
  if (offered === null) return [];
  const { before, name } = openTerm(text);
  if (name === null) return offered.names.map((known) => `${before}${nameTerm(known.name)}`);
  return offered.values.map(({ value }) => `${before}${searchTerm(name, value)}`);
}

/** `name=` as the search writes it. */
const nameTerm = (name: string): string => searchTerm(name, "x").slice(0, -1);

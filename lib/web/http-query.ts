import { z } from "zod";
import { ParameterError } from "@/lib/contract/time.ts";

/** The parameters of an address as an object; one that is repeated becomes a list. */
export function searchParamsToObject(search: URLSearchParams): Record<string, string | string[]> {
  const given: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    given[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return given;
}

/**
 * The parsed parameters. Throws `ParameterError` for the first one that is wrong or that does not exist: a
 * mistyped filter that is ignored would answer another question. A schema with a catchall takes any name.
 */
export function parseQuery<Query extends z.ZodObject>(
  schema: Query,
  search: URLSearchParams,
): z.output<Query> {
  const known = Object.keys(schema.shape);
  for (const name of isOpen(schema) ? [] : search.keys()) {
    if (!known.includes(name)) throw new ParameterError(name, unknownParameter(name, known));
  }
  const parsed = schema.safeParse(searchParamsToObject(search));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = String(issue?.path[0] ?? "");
  throw new ParameterError(field, `${field}: ${issue?.message ?? "not valid"}`);
}

/** Whether any parameter is allowed, as with filters by attributes. */
const isOpen = ({ def }: z.ZodObject): boolean =>
  def.catchall !== undefined && !(def.catchall instanceof z.ZodNever);

function unknownParameter(name: string, known: readonly string[]): string {
  const lower = name.toLowerCase();
  const near = known.find((candidate) => editDistance(lower, candidate.toLowerCase()) <= 2);
  const shown = JSON.stringify(name.slice(0, 50));
  if (near !== undefined) return `There is no parameter ${shown}: did you mean "${near}"?`;
  if (known.length === 0) return `There is no parameter ${shown}: this address takes none`;
  return `There is no parameter ${shown}: use ${known.join(", ")}`;
}

/** Levenshtein's distance: how many letters must change, come or go. Long texts count as far. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

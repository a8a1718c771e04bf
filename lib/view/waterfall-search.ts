import { attributeText } from "./waterfall-attributes.ts";
import type { SpanNode, SpanTree } from "./waterfall-tree.ts";

/** What a search looks through: lower-case text per row, in row order. */
export type SearchIndex = { node: SpanNode; text: string }[];

/** Names, services, status messages, ids, attributes and events of every span. */
export const buildSearchIndex = (tree: SpanTree): SearchIndex =>
  tree.nodes.map((node) => ({ node, text: searchText(node).toLowerCase() }));

function searchText({ span }: SpanNode): string {
  const events = span.events.flatMap((event) => [event.name, ...pairs(event.attributes)]);
  return [
    span.name,
    span.service,
    span.spanId,
    span.statusMessage,
    span.error ? "error" : "",
    ...pairs(span.attributes),
    ...pairs(span.resource),
    ...events,
  ].join("\n");
}

const pairs = (attributes: Record<string, unknown>): string[] =>
  Object.entries(attributes).map(([name, value]) => `${name}=${attributeText(value)}`);

/** The spans that contain the text, in row order, whether collapsed or not. Blank: none. */
export function findSpans(index: SearchIndex, query: string): SpanNode[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [];
  return index.filter(({ text }) => text.includes(wanted)).map(({ node }) => node);
}

/** The match after (1) or before (-1) the selected row, round the end; null: no match. */
export function stepMatch(
  tree: SpanTree,
  matches: SpanNode[],
  step: { from: string | null; by: 1 | -1 },
): SpanNode | null {
  if (matches.length === 0) return null;
  const place = new Map(tree.nodes.map((node, i) => [node.key, i]));
  const at = step.from === null ? -1 : (place.get(step.from) ?? -1);
  const placeOf = (node: SpanNode): number => place.get(node.key) ?? 0;
  if (step.by === 1) return matches.find((node) => placeOf(node) > at) ?? matches[0] ?? null;
  return matches.findLast((node) => placeOf(node) < at) ?? matches.at(-1) ?? null;
}

import { parser } from "@prometheus-io/lezer-promql";

type Node = NonNullable<ReturnType<typeof parser.parse>["topNode"]["firstChild"]>;

export type Matcher = { label: string; op: "=" | "!=" | "=~" | "!~"; value: string };

/** A PromQL expression as far as charts know it; `other` says in words what it is that they do not. */
export type PromExpr =
  | { kind: "number"; value: number }
  | { kind: "selector"; name: string; matchers: Matcher[]; isRange: boolean }
  | { kind: "call"; name: string; args: PromExpr[] }
  | { kind: "aggregate"; op: string; by: string[] | null; without: boolean; args: PromExpr[] }
  | { kind: "binary"; op: string; left: PromExpr; right: PromExpr; on: string[] | null }
  | { kind: "negative"; inner: PromExpr }
  | { kind: "other"; what: string };

/**
 * The tree of a query. Text that is not PromQL becomes `other`, whole or where it is wrong.
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export function parsePromql(text: string): PromExpr {
  const tree = parser.parse(text);
  let broken = false;
  tree.iterate({
    enter: ({ type }) => {
      if (type.isError) broken = true;
    },
  });
  const root = tree.topNode.firstChild;
  if (broken || root === null) return { kind: "other", what: "it is not valid PromQL" };
  return readNode(root, text);
}

const childrenOf = (node: Node): Node[] => {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
};

const textOf = (node: Node | null, source: string): string =>
  node === null ? "" : source.slice(node.from, node.to);

const other = (what: string): PromExpr => ({ kind: "other", what });

function readNode(node: Node, source: string): PromExpr {
  switch (node.name) {
    case "NumberDurationLiteral":
      return readNumber(textOf(node, source));
    case "ParenExpr":
      return readFirst(node, source);
    case "VectorSelector":
      return readSelector(node, source);
    case "MatrixSelector":
      return asRange(readFirst(node, source));
    case "FunctionCall":
      return readCall(node, source);
    case "AggregateExpr":
      return readAggregate(node, source);
    case "BinaryExpr":
      return readBinary(node, source);
    case "UnaryExpr":
      return textOf(node.getChild("UnaryOp"), source) === "-"
        ? { kind: "negative", inner: readLast(node, source) }
        : readLast(node, source);
    case "OffsetExpr":
      return other("it looks back by offset");
    case "StepInvariantExpr":
      return other("it looks at one fixed moment (@)");
    case "SubqueryExpr":
      return other("it has a subquery");
    case "StringLiteral":
      return other("it is a text");
    default:
      return other(`it uses ${node.name}`);
  }
}

function readFirst(node: Node, source: string): PromExpr {
  const first = node.firstChild;
  return first ? readNode(first, source) : other("it is empty");
}

function readLast(node: Node, source: string): PromExpr {
  const last = node.lastChild;
  return last ? readNode(last, source) : other("it is empty");
}

function readNumber(text: string): PromExpr {
  const value = Number(text);
  return Number.isFinite(value) ? { kind: "number", value } : other(`${text} is not a number here`);
}

const asRange = (expr: PromExpr): PromExpr =>
  expr.kind === "selector" ? { ...expr, isRange: true } : expr;

function readSelector(node: Node, source: string): PromExpr {
  const matchers: Matcher[] = [];
  let name = textOf(node.getChild("Identifier"), source);
  for (const child of childrenOf(node.getChild("LabelMatchers") ?? node)) {
    if (child.name === "QuotedLabelName") name = unquote(textOf(child, source));
    const matcher = readMatcher(child, source);
    if (matcher?.label === "__name__" && matcher.op === "=") name = matcher.value;
    else if (matcher) matchers.push(matcher);
  }
  if (name === "") return other("it names no metric");
  return { kind: "selector", name, matchers, isRange: false };
}

function readMatcher(node: Node, source: string): Matcher | null {
  if (node.name !== "UnquotedLabelMatcher" && node.name !== "QuotedLabelMatcher") return null;
  const [label = null, op = null, value = null] = childrenOf(node);
  const sign = textOf(op, source);
  if (sign !== "=" && sign !== "!=" && sign !== "=~" && sign !== "!~") return null;
  const name = textOf(label, source);
  return {
    label: /^["'`]/.test(name) ? unquote(name) : name,
    op: sign,
    value: unquote(textOf(value, source)),
  };
}

/** The text of a literal in double or single quotes, with its escapes, or in backticks, without. */
function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith("`")) return inner;
  return inner.replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

const argsOf = (node: Node, source: string): PromExpr[] =>
  childrenOf(node.getChild("FunctionCallBody") ?? node)
    .filter((child) => !PUNCTUATION.has(child.name))
    .map((child) => readNode(child, source));

const PUNCTUATION = new Set(["(", ")", ",", "⚠"]);

function readCall(node: Node, source: string): PromExpr {
  const name = textOf(node.getChild("FunctionIdentifier"), source);
  return { kind: "call", name, args: argsOf(node, source) };
}

const labelsOf = (node: Node | null, source: string): string[] =>
  node === null ? [] : childrenOf(node).map((label) => textOf(label, source));

function readAggregate(node: Node, source: string): PromExpr {
  const modifier = node.getChild("AggregateModifier");
  const labels = labelsOf(modifier?.getChild("GroupingLabels") ?? null, source);
  const isBy = modifier !== null && modifier.getChild("By") !== null;
  return {
    kind: "aggregate",
    op: textOf(node.getChild("AggregateOp"), source),
    by: isBy ? labels : null,
    without: modifier !== null && !isBy,
    args: argsOf(node, source),
  };
}

const ARITHMETIC: Record<string, string> = { Add: "+", Sub: "-", Mul: "*", Div: "/" };

function readBinary(node: Node, source: string): PromExpr {
  const children = childrenOf(node);
  const [left, sign] = children;
  const right = children.at(-1);
  if (!left || !sign || !right) return other("it is not valid PromQL");
  const op = ARITHMETIC[sign.name];
  if (op === undefined) return other(`it uses ${textOf(sign, source)} between two vectors`);
  const matching = node.getChild("MatchingModifierClause");
  if (matching?.getChild("GroupLeft") || matching?.getChild("GroupRight")) {
    return other("it joins many to one (group_left, group_right)");
  }
  if (matching?.getChild("Ignoring")) return other("it matches by ignoring labels");
  return {
    kind: "binary",
    op,
    left: readNode(left, source),
    right: readNode(right, source),
    on: matching ? labelsOf(matching.getChild("GroupingLabels"), source) : null,
  };
}

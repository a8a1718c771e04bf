import type { NodeFigures, NodeGroup, NodeKey } from "@/lib/contract/databases.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { pointsOf } from "./concern-answer.ts";
import {
  type DatabaseLine,
  type DatabaseOperations,
  type MeasuredAt,
  measureOf,
} from "./database-operations.ts";
import { highest } from "./database-pools.ts";
import { grouped } from "./grouped.ts";
import type { RangePlan } from "./range-plan.ts";

type Parts = { key: NodeKey; operations: DatabaseOperations[]; lags: DatabaseLine[] };

const ROLES: Readonly<Record<string, NodeKey["role"]>> = {
  writer: "primary",
  primary: "primary",
  master: "primary",
  replica: "replica",
  reader: "replica",
  secondary: "replica",
};

/**
 * The servers of each database that has more than one: by the datasource that operations name, else by their addresses,
 * and by whose lag is told. The primary comes first.
 */
export function nodeGroups(
  operations: readonly DatabaseOperations[],
  lines: readonly DatabaseLine[],
  plan: RangePlan,
): NodeGroup[] {
  const nodes = new Map<string, Parts>();
  const partsOf = (of: ServiceKey & { system: string }, node: string, role: NodeKey["role"]) => {
    const { namespace, service, environment, system } = of;
    const text = JSON.stringify([serviceKeyText(of), system, node]);
    const known = nodes.get(text);
    const key = { namespace, service, environment, system, role, node };
    const parts = known ?? { key, operations: [], lags: [] };
    nodes.set(text, parts);
    return parts;
  };
  for (const items of routedBySystem(operations)) {
    for (const one of items) {
      const role = ROLES[one.datasource.toLowerCase()] ?? "";
      partsOf(one, nodeName(one.server, role), role).operations.push(one);
    }
  }
  for (const line of lines) {
    if (line.measure !== "lagMs" && line.measure !== "lagBytes") continue;
    const { system, replica } = line.dimensions;
    partsOf({ ...line, system }, replica, "replica").lags.push(line);
  }
  return toGroups([...nodes.values()], plan);
}

/** A server without a name is called by its role. */
const nodeName = (server: string, role: NodeKey["role"]) => server || role;

/** Operations of each service and system whose server is told, if there is more than one server. */
function routedBySystem(operations: readonly DatabaseOperations[]): DatabaseOperations[][] {
  const groups = grouped(operations, (one) => JSON.stringify([serviceKeyText(one), one.system]));
  return [...groups.values()].flatMap((items) => {
    const routed = items.filter(({ datasource }) => datasource !== "");
    if (routed.length > 0) return [routed];
    const named = items.filter(({ server }) => server !== "");
    const databases = grouped(named, ({ database }) => database);
    const hasSeveral = [...databases.values()].some(
      (own) => new Set(own.map(({ server }) => server)).size > 1,
    );
    return hasSeveral ? [named] : [];
  });
}

function toGroups(nodes: readonly Parts[], plan: RangePlan): NodeGroup[] {
  const { points } = plan;
  const readsOf = new Map<Parts, MeasuredAt>();
  for (const one of nodes) {
    const reads = one.operations.filter(({ access }) => access === "read");
    readsOf.set(one, reads.length === 0 ? () => null : measureOf(reads, points));
  }
  const siblings = grouped(nodes, ({ key }) => JSON.stringify([serviceKeyText(key), key.system]));
  return [...siblings]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const allReads = (slot: number) =>
        group.reduce((sum, one) => sum + (readsOf.get(one)?.(slot)?.count ?? 0), 0);
      return group.toSorted(byRole).map((one) => {
        const at = (slot: number) =>
          figuresOf(one, { slot, points, reads: readsOf.get(one) ?? (() => null), allReads });
        return { key: one.key, totals: at(points), points: pointsOf(plan, at) };
      });
    });
}

const RANK = { primary: 0, replica: 1, "": 2 } as const;
const byRole = (a: Parts, b: Parts) =>
  RANK[a.key.role] - RANK[b.key.role] || (a.key.node < b.key.node ? -1 : 1);

type At = {
  slot: number;
  points: number;
  reads: MeasuredAt;
  allReads: (slot: number) => number;
};

function figuresOf(
  { operations, lags }: Parts,
  { slot, points, reads, allReads }: At,
): NodeFigures {
  const read = reads(slot);
  const isAsked = operations.length > 0;
  const [p50, p95] = read && read.count > 0 ? read.quantilesMs([0.5, 0.95]) : [];
  const all = isAsked ? measureOf(operations, points)(slot) : null;
  const total = allReads(slot);
  const lag = (measure: "lagMs" | "lagBytes", take: "lasts" | "maxs") =>
    slot < points ? lagAt(lags, { measure, take, slot }) : lagOf(lags, { measure, take, points });
  const count = read?.count ?? (isAsked && total > 0 ? 0 : null);
  return {
    reads: count,
    readShare: count === null || total <= 0 ? null : count / total,
    readP50Ms: p50 ?? null,
    readP95Ms: p95 ?? null,
    errorCount: all?.errors ?? null,
    lagMs: lag("lagMs", "lasts"),
    mostLagMs: lag("lagMs", "maxs"),
    lagBytes: lag("lagBytes", "lasts"),
  };
}

/** Several may watch the same replica: the longest lag that one saw. */
const lagAt = (
  lags: readonly DatabaseLine[],
  { measure, take, slot }: { measure: "lagMs" | "lagBytes"; take: "lasts" | "maxs"; slot: number },
): number | null =>
  highest(
    lags.map((line) => {
      const value =
        line.measure === measure && line.kind === "gauge" ? line[take][slot] : undefined;
      return value === undefined || Number.isNaN(value) ? null : value;
    }),
  );

/** Of the range: the newest lag, or the longest. */
function lagOf(
  lags: readonly DatabaseLine[],
  {
    measure,
    take,
    points,
  }: { measure: "lagMs" | "lagBytes"; take: "lasts" | "maxs"; points: number },
): number | null {
  const known = Array.from({ length: points }, (_, slot) =>
    lagAt(lags, { measure, take, slot }),
  ).filter((lag) => lag !== null);
  return take === "maxs" ? highest(known) : (known.at(-1) ?? null);
}

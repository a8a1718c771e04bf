import type { ScalingFigures, ScalingKey } from "@/lib/contract/scaling.ts";
import {
  type FormulaAnswer,
  formulaAnswer,
  isPinned,
  type ScaledBy,
} from "@/lib/domain/autoscaler.ts";
import { CPU_UTILIZATION, type ScalingMeasure } from "@/lib/domain/scaling-lens.ts";
import { linesByMeasure } from "./lens-figures.ts";
import type { LensAnswer } from "./lens-lines.ts";
import { emptyFigures, type ScalingFound } from "./scaling-figures.ts";
import { growthOf, lastOf, type ScalingLine } from "./scaling-lines.ts";

const OF_CLUSTERS: ReadonlySet<ScalingMeasure> = new Set([
  "current",
  "desired",
  "minimum",
  "maximum",
  "restarts",
  "metricTarget",
  "metricValue",
]);

type Answer = Pick<LensAnswer<string, string>, "plan" | "passed">;

/** Autoscalers, deployments, and restarts of what belongs to neither. */
export function clusterGroups(lines: readonly ScalingLine[], answer: Answer): ScalingFound[] {
  const own = lines.filter(({ measure }) => OF_CLUSTERS.has(measure));
  const isPod = (line: ScalingLine) => line.measure === "metricValue" && line.dimensions.hpa === "";
  const pods = own.filter(isPod);
  const things = new Map<string, ScalingLine[]>();
  for (const line of own) {
    if (isPod(line)) continue;
    const text = JSON.stringify({
      ...keyOf([line]),
      ...(line.dimensions.hpa ? { deployment: "" } : {}),
    });
    things.set(text, [...(things.get(text) ?? []), line]);
  }
  return [...things.values()].map((thing) => toGroup(thing, pods, answer));
}

function keyOf(lines: readonly ScalingLine[]): ScalingKey {
  const [first] = lines;
  if (!first) throw new Error("a group has lines");
  const { namespace, service, environment } = first;
  const { hpa, k8sNamespace } = first.dimensions;
  const deployment = lines.find(({ dimensions }) => dimensions.deployment !== "");
  return {
    kind: hpa === "" ? "deployment" : "autoscaler",
    ...{ namespace, service, environment, hpa, k8sNamespace },
    deployment: deployment?.dimensions.deployment ?? "",
    upstream: "",
  };
}

function toGroup(
  lines: readonly ScalingLine[],
  pods: readonly ScalingLine[],
  answer: Answer,
): ScalingFound {
  const { plan, passed } = answer;
  const key = keyOf(lines);
  const ownPods = podsOf(key, pods);
  const newest = Math.max(...lines.map((line) => line.newest));
  const of = linesByMeasure<ScalingMeasure, ScalingLine>(lines);
  const growths = of("restarts").map(growthOf);
  const isScaled = of("metricTarget").length > 0;
  let newestFormula: FormulaAnswer | null = null;
  const slots = Array.from({ length: plan.points }, (_, slot): ScalingFigures => {
    const replicas = {
      current: lastOf(of("current"), "current", slot),
      desired: lastOf(of("desired"), "desired", slot),
      minimum: lastOf(of("minimum"), "minimum", slot),
      maximum: lastOf(of("maximum"), "maximum", slot),
    };
    const pinned = key.hpa === "" ? null : isPinned(replicas);
    const formula = isScaled ? formulaAnswer(replicas, scaledBy(lines, ownPods, slot)) : null;
    newestFormula = formula ?? newestFormula;
    // Figures that are spread on top of empty ones take several times as long.
    const figures = emptyFigures();
    figures.current = replicas.current;
    figures.desired = replicas.desired;
    figures.minimum = replicas.minimum;
    figures.maximum = replicas.maximum;
    figures.pinnedSeconds = pinned === null ? null : pinned ? passed(slot, newest) : 0;
    figures.formulaReplicas = formula?.asked ?? null;
    figures.restarts = restartsAt(of("restarts"), slot);
    figures.restartIncrease = added(growths.map((growth) => growth[slot] ?? Number.NaN));
    return figures;
  });
  return {
    key,
    totals: totalsOf(slots),
    at: (slot) => ({ ...(slots[slot] ?? emptyFigures()) }),
    formula: newestFormula,
    weightsFrom: null,
    members: [],
  };
}

/** States are the last that was known: a sender that ended long ago must not speak for now. Times and growth add up. */
function totalsOf(slots: readonly ScalingFigures[]): ScalingFigures {
  const latest = (figure: keyof ScalingFigures) =>
    slots.findLast((slot) => slot[figure] !== null)?.[figure] ?? null;
  const whole = (figure: keyof ScalingFigures) =>
    added(slots.map((slot) => slot[figure] ?? Number.NaN));
  return {
    ...emptyFigures(),
    current: latest("current"),
    desired: latest("desired"),
    minimum: latest("minimum"),
    maximum: latest("maximum"),
    formulaReplicas: latest("formulaReplicas"),
    restarts: latest("restarts"),
    pinnedSeconds: whole("pinnedSeconds"),
    restartIncrease: whole("restartIncrease"),
  };
}

/** Containers add up. */
function restartsAt(lines: readonly ScalingLine[], slot: number): number | null {
  return added(
    lines.flatMap((line) =>
      line.measure === "restarts" && line.kind === "gauge" ? [line.lasts[slot] ?? Number.NaN] : [],
    ),
  );
}

function added(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Pods whose CPU the autoscaler looks at: of the deployment that it names, else of the one that is called as it is. */
function podsOf({ hpa, deployment, k8sNamespace }: ScalingKey, pods: readonly ScalingLine[]) {
  if (hpa === "") return [];
  return pods.filter(
    ({ dimensions }) =>
      dimensions.deployment === (deployment || hpa) &&
      (k8sNamespace === "" || dimensions.k8sNamespace === k8sNamespace),
  );
}

function scaledBy(
  lines: readonly ScalingLine[],
  pods: readonly ScalingLine[],
  slot: number,
): ScaledBy[] {
  const targets = lines.filter(({ measure }) => measure === "metricTarget");
  const metrics = new Set(targets.map(({ dimensions }) => dimensions.metric));
  return [...metrics].flatMap((metric) => {
    const own = lines.filter(({ dimensions }) => dimensions.metric === metric);
    const target = lastOf(own, "metricTarget", slot);
    const value =
      lastOf(own, "metricValue", slot) ?? (metric === CPU_UTILIZATION ? meanOf(pods, slot) : null);
    return target === null || value === null ? [] : [{ metric, value, target }];
  });
}

function meanOf(lines: readonly ScalingLine[], slot: number): number | null {
  const values = lines.flatMap((line) => {
    const mean = line.kind === "gauge" ? line.means[slot] : undefined;
    return mean === undefined || Number.isNaN(mean) ? [] : [mean];
  });
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

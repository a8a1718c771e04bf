import type { ScalingGroup } from "@/lib/contract/scaling.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import type { InstanceWeight } from "@/lib/store/instance-weights.ts";
import type { ScalingLine } from "./scaling-lines.ts";

type Weighed = {
  weights: ReadonlyMap<string, number>;
  from: NonNullable<ScalingGroup["weightsFrom"]>;
};

/** By which weights load balancers send requests to instances: as metrics say, else as the instances themselves say. */
export class InstanceWeights {
  /** By target; only those that name their service, or are named as an instance is. */
  private readonly told = new Map<string, { of: string; environment: string; weight: number }[]>();
  private readonly own = new Map<string, Map<string, number>>();

  constructor(
    lines: readonly ScalingLine[],
    resources: readonly InstanceWeight[],
    private readonly slot: number,
  ) {
    for (const line of lines) this.addLine(line);
    for (const { instance, weight, ...key } of resources) {
      const text = serviceKeyText(key);
      const ofService = this.own.get(text) ?? new Map<string, number>();
      this.own.set(text, ofService.set(instance, weight));
    }
  }

  private addLine(line: ScalingLine): void {
    if (line.measure !== "weight" || line.kind !== "gauge") return;
    const weight = line.lasts[this.slot] ?? Number.NaN;
    const { target, of } = line.dimensions;
    if (target === "" || !(weight >= 0)) return;
    const known = this.told.get(target) ?? [];
    this.told.set(target, [...known, { of, environment: line.environment, weight }]);
  }

  /** Weights of a service's instances; those that are not told are missing. */
  of(key: ServiceKey, instances: readonly string[]): Weighed {
    const told = new Map<string, number>();
    for (const instance of instances) {
      const weight = this.toldOf(key, instance);
      if (weight !== null) told.set(instance, weight);
    }
    if (told.size > 0) return { weights: told, from: "metric" };
    const own = this.own.get(serviceKeyText(key));
    const named = new Map([...(own ?? [])].filter(([instance]) => instances.includes(instance)));
    return { weights: named, from: named.size > 0 ? "resource" : "assumed" };
  }

  private toldOf({ service, environment }: ServiceKey, instance: string): number | null {
    const fitting = (this.told.get(instance) ?? []).filter(
      (one) =>
        (one.of === service || one.of === "") &&
        (one.environment === environment || one.environment === ""),
    );
    return fitting.at(-1)?.weight ?? null;
  }
}

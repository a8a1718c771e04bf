import { Money, moneyText, splitMoney, sumMoney } from "./money.ts";
import { type ServiceKey, serviceKeyText } from "./service.ts";

export const SHARE_BASES = ["requests", "cpu"] as const;
export type ShareBasis = (typeof SHARE_BASES)[number];

/** Whose a line is: one service's, or shared by some (none named: by all) by what they serve or use. */
export type MappingTarget =
  | ({ kind: "service" } & ServiceKey)
  | { kind: "shared"; by: ShareBasis; services: ServiceKey[] };

/** A line whose `dimension` (`service`, `account`, `region`, `category`, `tag:NAME`) is `value` is the target's; `*` is any but an empty one. */
export type MappingRule = { dimension: string; value: string; target: MappingTarget };

/** Tags by which providers and Kubernetes name a service, the most telling first. */
export const SERVICE_TAGS = [
  "service.name",
  "service",
  "app.kubernetes.io/name",
  "kubernetes-service",
  "application",
  "app",
] as const;
/** Tags that name a namespace: what is in it is shared by its services. */
export const NAMESPACE_TAGS = [
  "service.namespace",
  "namespace",
  "kubernetes_namespace",
  "k8s.namespace.name",
] as const;
export const ENVIRONMENT_TAGS = ["deployment.environment.name", "environment", "env"] as const;

/** Lines that agree in everything that rules look at, and their exact sum. */
export type CostLineGroup = { dimensions: Readonly<Record<string, string>>; amount: string };

/** A service, what it answered, and the mean cores it used (null: not told). */
export type MappedService = ServiceKey & { requestCount: number; cpuCores: number | null };

/** Exact amounts; `direct` and `shared` of all services and `unmapped` add up to what was mapped. */
export type MappedCosts = {
  services: (MappedService & { direct: Money; shared: Money })[];
  unmapped: { group: CostLineGroup; reason: UnmappedReason }[];
};

/** No rule and no tag told whose it is; or what it is shared by is not told of any service that shares it. */
export type UnmappedReason = "noRule" | "noRequests" | "noCpu";

/** Gives every group of lines to services by the first rule that matches, then by tags; what is left is unmapped. */
export function mapCosts(
  groups: readonly CostLineGroup[],
  { rules, services }: { rules: readonly MappingRule[]; services: readonly MappedService[] },
): MappedCosts {
  const zero = new Money(0);
  const mapped = new Map(
    services.map((service) => [
      serviceKeyText(service),
      { ...service, direct: zero, shared: zero },
    ]),
  );
  const unmapped: MappedCosts["unmapped"] = [];
  for (const group of groups) {
    const rule = rules.find((one) => matches(one, group));
    const target = rule ? rule.target : targetByTags(group, services);
    if (target === null) {
      unmapped.push({ group, reason: "noRule" });
      continue;
    }
    if (target.kind === "service") {
      const { namespace, service, environment } = target;
      const key = { namespace, service, environment };
      const text = serviceKeyText(key);
      const own = mapped.get(text) ?? silent(key);
      mapped.set(text, { ...own, direct: own.direct.plus(group.amount) });
      continue;
    }
    const sharing = sharers(target, services);
    const weights = sharing.map(
      (one) => (target.by === "cpu" ? one.cpuCores : one.requestCount) ?? 0,
    );
    const parts = splitMoney(new Money(group.amount), weights);
    if (parts.length === 0) {
      unmapped.push({ group, reason: target.by === "cpu" ? "noCpu" : "noRequests" });
      continue;
    }
    sharing.forEach((one, place) => {
      const own = mapped.get(serviceKeyText(one));
      if (own) own.shared = own.shared.plus(parts[place] ?? 0);
    });
  }
  return { services: [...mapped.values()], unmapped };
}

/** A service that a rule names and that told nothing in the range. */
const silent = (key: ServiceKey) => ({
  ...{ ...key, requestCount: 0, cpuCores: null },
  ...{ direct: new Money(0), shared: new Money(0) },
});

function matches({ dimension, value }: MappingRule, { dimensions }: CostLineGroup): boolean {
  const given = dimensions[dimension] ?? "";
  return value === "*" ? given !== "" : given === value;
}

const sharers = (
  { services: named }: { services: readonly ServiceKey[] },
  all: readonly MappedService[],
): readonly MappedService[] => {
  if (named.length === 0) return all;
  const wanted = new Set(named.map(serviceKeyText));
  return all.filter((service) => wanted.has(serviceKeyText(service)));
};

const firstOf = (names: readonly string[], { dimensions }: CostLineGroup): string =>
  names.map((name) => dimensions[`tag:${name}`] ?? "").find((value) => value !== "") ?? "";

/** By the name of a service, else by a namespace; a name that several services have needs an environment tag too. */
function targetByTags(
  group: CostLineGroup,
  services: readonly MappedService[],
): MappingTarget | null {
  const environment = firstOf(ENVIRONMENT_TAGS, group);
  const here = services.filter(
    (one) => environment === "" || one.environment === "" || one.environment === environment,
  );
  const name = firstOf(SERVICE_TAGS, group);
  const named = name === "" ? [] : here.filter(({ service }) => service === name);
  if (named.length === 1 && named[0]) return { kind: "service", ...keyOf(named[0]) };
  const namespace = firstOf(NAMESPACE_TAGS, group);
  const inside = namespace === "" ? [] : here.filter((one) => one.namespace === namespace);
  return inside.length === 0
    ? null
    : { kind: "shared", by: "requests", services: inside.map(keyOf) };
}

const keyOf = ({ namespace, service, environment }: ServiceKey): ServiceKey => ({
  namespace,
  service,
  environment,
});

/** The exact sum of what no service was given. */
export const unmappedTotal = ({ unmapped }: MappedCosts): string =>
  moneyText(sumMoney(unmapped.map(({ group }) => group.amount)));

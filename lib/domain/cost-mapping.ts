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

/** Why lines are a service's: by which rule, or by which tag. `sharedBy`: several share them; null: it has them alone. */
export type Attribution = {
  by: "rule" | "tag";
  /** As a rule names it: `service`, `tag:team`. */
  dimension: string;
  value: string;
  sharedBy: ShareBasis | null;
};

/** What a service was given of a group of lines, and why. */
export type GivenCost = {
  to: ServiceKey;
  group: CostLineGroup;
  amount: Money;
  why: Attribution;
};

/**
 * Exact amounts; `direct` and `shared` of all services and `unmapped` add up to what was mapped, as do the amounts of
 * `given` and `unmapped`.
 */
export type MappedCosts = {
  services: (MappedService & { direct: Money; shared: Money })[];
  given: GivenCost[];
  unmapped: { group: CostLineGroup; reason: UnmappedReason }[];
};

/** No rule and no tag told whose it is; or what it is shared by is not told of any service that shares it. */
export type UnmappedReason = "noRule" | "noRequests" | "noCpu";

/** Gives every group of lines to services by the first rule that matches, then by tags; what is left is unmapped. */
export function mapCosts(
  groups: readonly CostLineGroup[],
  { rules, services }: { rules: readonly MappingRule[]; services: readonly MappedService[] },
): MappedCosts {
  const given: GivenCost[] = [];
  const unmapped: MappedCosts["unmapped"] = [];
  for (const group of groups) {
    const claim = claimOf(group, rules, services);
    const found = claim === null ? "noRule" : give(group, claim, services);
    if (typeof found === "string") unmapped.push({ group, reason: found });
    else given.push(...found);
  }
  return { services: sumsOf(given, services), given, unmapped };
}

/** A group of lines as parts of those who claim it; a reason: what it is shared by is not told. */
function give(
  group: CostLineGroup,
  { target, ...named }: Claim,
  services: readonly MappedService[],
): GivenCost[] | UnmappedReason {
  if (target.kind === "service") {
    const why = { ...named, sharedBy: null };
    return [{ to: keyOf(target), group, amount: new Money(group.amount), why }];
  }
  const why = { ...named, sharedBy: target.by };
  const sharing = sharers(target, services);
  const weights = sharing.map(
    (one) => (target.by === "cpu" ? one.cpuCores : one.requestCount) ?? 0,
  );
  const parts = splitMoney(new Money(group.amount), weights);
  if (parts.length === 0) return target.by === "cpu" ? "noCpu" : "noRequests";
  return parts.flatMap((amount, place) => {
    const to = sharing[place];
    return to === undefined || amount.isZero() ? [] : [{ to: keyOf(to), group, amount, why }];
  });
}

/** What every service was given; also those that told nothing in the range and that a rule names. */
function sumsOf(
  given: readonly GivenCost[],
  services: readonly MappedService[],
): MappedCosts["services"] {
  const zero = new Money(0);
  const sums = new Map(
    services.map((service) => [
      serviceKeyText(service),
      { ...service, direct: zero, shared: zero },
    ]),
  );
  for (const { to, amount, why } of given) {
    const text = serviceKeyText(to);
    const own = sums.get(text) ?? {
      ...{ ...to, requestCount: 0, cpuCores: null },
      ...{ direct: zero, shared: zero },
    };
    if (why.sharedBy === null) own.direct = own.direct.plus(amount);
    else own.shared = own.shared.plus(amount);
    sums.set(text, own);
  }
  return [...sums.values()];
}

/** Whose lines are, and by what that is known. */
type Claim = { target: MappingTarget } & Omit<Attribution, "sharedBy">;

function claimOf(
  group: CostLineGroup,
  rules: readonly MappingRule[],
  services: readonly MappedService[],
): Claim | null {
  const rule = rules.find((one) => matches(one, group));
  if (!rule) return claimByTags(group, services);
  const { dimension, target } = rule;
  return { by: "rule", dimension, value: group.dimensions[dimension] ?? "", target };
}

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

/** The first of some tags that a group has, with its value. */
function firstOf(names: readonly string[], { dimensions }: CostLineGroup) {
  for (const name of names) {
    const dimension = `tag:${name}`;
    const value = dimensions[dimension] ?? "";
    if (value !== "") return { dimension, value };
  }
  return null;
}

/** By the name of a service, else by a namespace; a name that several services have needs an environment tag too. */
function claimByTags(group: CostLineGroup, services: readonly MappedService[]): Claim | null {
  const environment = firstOf(ENVIRONMENT_TAGS, group)?.value ?? "";
  const here = services.filter(
    (one) => environment === "" || one.environment === "" || one.environment === environment,
  );
  const name = firstOf(SERVICE_TAGS, group);
  const named = name ? here.filter(({ service }) => service === name.value) : [];
  if (name && named.length === 1 && named[0]) {
    return { by: "tag", ...name, target: { kind: "service", ...keyOf(named[0]) } };
  }
  const namespace = firstOf(NAMESPACE_TAGS, group);
  const inside = namespace ? here.filter((one) => one.namespace === namespace.value) : [];
  if (!namespace || inside.length === 0) return null;
  const target = { kind: "shared", by: "requests", services: inside.map(keyOf) } as const;
  return { by: "tag", ...namespace, target };
}

const keyOf = ({ namespace, service, environment }: ServiceKey): ServiceKey => ({
  namespace,
  service,
  environment,
});

/** The exact sum of what no service was given. */
export const unmappedTotal = ({ unmapped }: MappedCosts): string =>
  moneyText(sumMoney(unmapped.map(({ group }) => group.amount)));

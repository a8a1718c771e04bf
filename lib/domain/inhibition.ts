import { matchesLabels, type SilenceMatcher } from "./silences.ts";

/**
 * While an alert fires that matches `source`, those that match `target` and agree with it in the labels of `equal` say
 * nothing: they follow from it. One that matches `source` itself is never hidden.
 */
export type Inhibition = {
  name: string;
  source: SilenceMatcher[];
  target: SilenceMatcher[];
  equal: string[];
};

const is = (name: string, value: string): SilenceMatcher => ({ name, value, isEqual: true });

/** What a fresh install begins with: a service that is gone is neither slow nor faulty. */
export const DEFAULT_INHIBITIONS: Inhibition[] = [
  {
    name: "A silent service hides its latency and errors",
    source: [is("alertname", "Service gone silent")],
    target: [is("concern", "requests")],
    equal: ["service", "namespace", "environment"],
  },
];

type Labels = Readonly<Record<string, string>>;

/** Says of an alert's labels which of the inhibitions hides it, given the labels of everything that fires. */
export function inhibitor(
  inhibitions: readonly Inhibition[],
  firing: readonly Labels[],
): (labels: Labels) => string | null {
  const placed = inhibitions.map((inhibition) => {
    const { source, equal } = inhibition;
    const places = firing
      .filter((labels) => matchesLabels(source, labels))
      .map((labels) => placeOf(equal, labels));
    return { inhibition, places: new Set(places) };
  });
  const effective = placed.filter(({ places }) => places.size > 0);
  return (labels) => {
    const found = effective.find(
      ({ inhibition: { source, target, equal }, places }) =>
        places.has(placeOf(equal, labels)) &&
        matchesLabels(target, labels) &&
        !matchesLabels(source, labels),
    );
    return found?.inhibition.name ?? null;
  };
}

const placeOf = (equal: readonly string[], labels: Labels): string =>
  JSON.stringify(equal.map((name) => labels[name] ?? ""));

/** One thing of a concern over a time; count: how many samples its figures were made of. */
export type ThingFigures = {
  key: Readonly<Record<string, string>>;
  figures: Readonly<Record<string, unknown>>;
  count: number | null;
};

const LEAST_SAMPLES = 50;
const LEAST_DROP = 0.1;
/** A limit that rejected a little before is news when it rejects so many times as much. */
const LEAST_GROWTH = 3;

const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
const percent = (ratio: number) => `${Math.round(ratio * 100)} %`;

/** The same things before and after, by their keys; things that are new or gone are left out. */
function pairs(before: readonly ThingFigures[], after: readonly ThingFigures[], names: string[]) {
  const textOf = ({ key }: ThingFigures) => JSON.stringify(names.map((name) => key[name] ?? ""));
  const known = new Map(before.map((thing) => [textOf(thing), thing]));
  return after.flatMap((now) => {
    const then = known.get(textOf(now));
    return then ? [{ then, now }] : [];
  });
}

/** Caches whose hit ratio fell by a tenth or more: `cache users/l2 hits 61 %, before 94 %`. */
export function fallenCaches(
  before: readonly ThingFigures[],
  after: readonly ThingFigures[],
): string[] {
  return pairs(before, after, ["cache", "layer"]).flatMap(({ then, now }) => {
    const [was, is] = [numberOf(then.figures.hitRatio), numberOf(now.figures.hitRatio)];
    const isSure = Math.min(then.count ?? 0, now.count ?? 0) >= LEAST_SAMPLES;
    if (was === null || is === null || !isSure || was - is < LEAST_DROP) return [];
    const name = [now.key.cache, now.key.layer].filter(Boolean).join("/");
    return [`cache ${name} hits ${percent(is)}, before ${percent(was)}`];
  });
}

/** Limits that reject where they did not, or much more than they did: `limit api rejects 12/min, before 0`. */
export function risenLimits(
  before: readonly ThingFigures[],
  after: readonly ThingFigures[],
): string[] {
  const perMinute = (perSecond: number) =>
    perSecond === 0 ? "0" : `${Number((perSecond * 60).toPrecision(2))}/min`;
  return pairs(before, after, ["policy", "route"]).flatMap(({ then, now }) => {
    const was = numberOf(then.figures.rejectedPerSecond) ?? 0;
    const is = numberOf(now.figures.rejectedPerSecond) ?? 0;
    if (is === 0 || is < was * LEAST_GROWTH) return [];
    const name = [now.key.policy, now.key.route].filter(Boolean).join(" ");
    return [`limit ${name} rejects ${perMinute(is)}, before ${perMinute(was)}`];
  });
}

/** What runs more or fewer instances than before: `checkout-hpa runs 6 instances, before 3`. */
export function changedScales(
  before: readonly ThingFigures[],
  after: readonly ThingFigures[],
): string[] {
  return pairs(before, after, ["hpa", "deployment", "service"]).flatMap(({ then, now }) => {
    const [was, is] = [numberOf(then.figures.current), numberOf(now.figures.current)];
    if (was === null || is === null || Math.round(was) === Math.round(is)) return [];
    const name = now.key.hpa || now.key.deployment || now.key.service || "it";
    return [`${name} runs ${Math.round(is)} instances, before ${Math.round(was)}`];
  });
}

/** What a share was made of in a bucket; null: nothing was told. */
export type ShareBucket = { part: number | null; whole: number | null };

/** A stretch of buckets in which a share lay lower than in the others. */
export type Fall = {
  /** First bucket of the stretch, and the first after it; null: it lasts, or nothing was told since. */
  from: number;
  to: number | null;
  /** The share before the stretch and within, 0 to 1. */
  usual: number;
  fallen: number;
};

/** A fall of less than this is no news. */
const LEAST_FALL = 0.05;
/** Fewer in the stretch than this tell nothing. */
const LEAST_WHOLE = 20;
/** How many standard errors a fall must be worth. */
const LEAST_CONTRAST = 6;

/**
 * The stretch whose share differs most from the others', downwards, by the contrast of both means weighed with how
 * many they are of; null: none is large enough and certain enough. It never begins with the first bucket.
 */
export function findFall(buckets: readonly ShareBucket[]): Fall | null {
  const count = buckets.length;
  const parts = new Float64Array(count + 1);
  const wholes = new Float64Array(count + 1);
  for (const [i, { part, whole }] of buckets.entries()) {
    parts[i + 1] = (parts[i] ?? 0) + (part ?? 0);
    wholes[i + 1] = (wholes[i] ?? 0) + (whole ?? 0);
  }
  const at = (sums: Float64Array, i: number) => sums[i] ?? 0;
  const [allParts, all] = [at(parts, count), at(wholes, count)];
  const spread = Math.sqrt(Math.max((allParts / all) * (1 - allParts / all), 1e-6));
  let best: Fall | null = null;
  let most = LEAST_CONTRAST * spread;
  for (let from = 1; from < count; from++) {
    for (let to = from + 1; to <= count; to++) {
      const inside = at(wholes, to) - at(wholes, from);
      const outside = all - inside;
      if (inside < LEAST_WHOLE || outside < LEAST_WHOLE || at(wholes, from) < LEAST_WHOLE) continue;
      const insideParts = at(parts, to) - at(parts, from);
      const fallen = insideParts / inside;
      const usual = at(parts, from) / at(wholes, from);
      const others = (allParts - insideParts) / outside;
      const contrast = (others - fallen) * Math.sqrt((inside * outside) / all);
      if (usual - fallen < LEAST_FALL || contrast <= most) continue;
      most = contrast;
      best = { from, to: at(wholes, to) === all ? null : to, usual, fallen };
    }
  }
  return best;
}

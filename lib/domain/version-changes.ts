/** Requests of one version of a service, bucket by bucket. */
export type VersionActivity = {
  version: string;
  /** Unix seconds at which it was first seen ever, as far as is known. */
  firstSeen: number;
  /** Requests in each bucket of `ServiceActivity`. */
  counts: readonly number[];
};

/** All versions of one service over the same buckets, which begin some time before what is asked about. */
export type ServiceActivity = {
  /** Unix seconds of the first bucket, and the width of all. */
  first: number;
  stepSeconds: number;
  versions: readonly VersionActivity[];
};

/**
 * A version that began to answer. `new`: it was never seen before; `rollback`: an older one than the version that it
 * takes over from came back; `return`: a newer one did.
 */
export type VersionChange = {
  /** Unix seconds of its first request, as exact as is known. */
  at: number;
  version: string;
  /** What answered most before; null: nothing did. */
  previousVersion: string | null;
  change: "new" | "rollback" | "return";
};

/** A version that was seen before counts as gone after this long without a request, while others had some. */
const ABSENT_SECONDS = 600;
/** So many requests of other versions show that it was gone, and not merely idle. */
const ABSENT_REQUESTS = 50;
/** A version is back when it answers at least this share of what follows: one forgotten instance is not a rollback. */
const RETURN_SHARE = 0.2;

/** What answers in this time is what a version takes over from. */
const JUST_BEFORE_SECONDS = 60;

/** How far before a range the buckets must begin, in seconds, so that who was there before is known. */
export const lookbackSeconds = (stepSeconds: number): number =>
  Math.max(ABSENT_SECONDS, 3 * stepSeconds);

/**
 * When versions of a service took over, oldest first, by the time of the requests, so the order in which they arrived
 * does not matter. Instances that roll slowly give one change: the first request of the new version. The very first
 * version of a service is no change.
 */
export function findVersionChanges(given: ServiceActivity): VersionChange[] {
  const activity = { ...given, versions: given.versions.map((one) => correctFirst(one, given)) };
  const buckets = Math.max(0, ...activity.versions.map(({ counts }) => counts.length));
  const totals = Array.from({ length: buckets }, (_, i) =>
    sum(activity.versions.map(({ counts }) => counts[i] ?? 0)),
  );
  return activity.versions
    .filter(({ version }) => version !== "")
    .flatMap((version) => changesOf(version, { activity, totals }))
    .sort((a, b) => a.at - b.at || (a.version < b.version ? -1 : 1));
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** What came late may have been first: the dictionary remembers which request arrived first. */
function correctFirst(one: VersionActivity, { first, stepSeconds }: ServiceActivity) {
  const index = one.counts.findIndex((count) => count > 0);
  const bucketAt = first + index * stepSeconds;
  const isExact = one.firstSeen < bucketAt + stepSeconds;
  return index === -1 || isExact ? one : { ...one, firstSeen: bucketAt };
}

type Context = { activity: ServiceActivity; totals: readonly number[] };

/** Changes to one version: each time it begins to answer after it was not there. */
function changesOf(one: VersionActivity, context: Context): VersionChange[] {
  const { first, stepSeconds, versions } = context.activity;
  const changes: VersionChange[] = [];
  let lastActive = -1;
  one.counts.forEach((count, index) => {
    if (count <= 0) return;
    const isFirst = lastActive === -1;
    const absence = { from: lastActive + 1, to: index };
    lastActive = index;
    const isNew = isFirst && one.firstSeen >= first;
    if (!isNew && !cameBack(one, absence, context)) return;
    const previous = mainVersion(one, { at: index, context });
    const older = versions.find(({ version }) => version === previous);
    if (isNew && !versions.some((other) => other !== one && other.firstSeen < one.firstSeen))
      return;
    changes.push({
      at: isNew ? one.firstSeen : first + index * stepSeconds,
      version: one.version,
      previousVersion: previous,
      change: isNew ? "new" : older && older.firstSeen > one.firstSeen ? "rollback" : "return",
    });
  });
  return changes;
}

/** Whether others had its requests for long enough, and it has its share now. */
function cameBack(
  one: VersionActivity,
  absence: { from: number; to: number },
  { activity, totals }: Context,
): boolean {
  const { stepSeconds } = activity;
  if ((absence.to - absence.from) * stepSeconds < ABSENT_SECONDS) return false;
  if (sum(totals.slice(absence.from, absence.to)) < ABSENT_REQUESTS) return false;
  const next = absence.to + Math.max(1, Math.ceil(ABSENT_SECONDS / stepSeconds));
  const share = sum(one.counts.slice(absence.to, next)) / sum(totals.slice(absence.to, next));
  return share >= RETURN_SHARE;
}

/** The other version that answered most just before, else the one that answered last; null: none ever did. */
function mainVersion(
  one: VersionActivity,
  { at, context }: { at: number; context: Context },
): string | null {
  const { stepSeconds, versions } = context.activity;
  const near = Math.max(0, at - Math.max(1, Math.ceil(JUST_BEFORE_SECONDS / stepSeconds)));
  const others = versions
    .filter((other) => other !== one && other.version !== "")
    .map(({ version, counts }) => ({
      version,
      just: sum(counts.slice(near, at)),
      last: counts.findLastIndex((count, index) => index < at && count > 0),
    }))
    .filter(({ last }) => last >= 0)
    .sort((a, b) => b.just - a.just || b.last - a.last);
  return others[0]?.version ?? null;
}

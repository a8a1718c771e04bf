/** An instance behind a load balancer: what it served by bucket; null: nothing. */
export type SpreadMember = {
  /** Null: not told, taken as 1. */
  weight: number | null;
  counts: readonly (number | null)[];
  /** Mean latency by bucket, in any one unit. */
  means: readonly (number | null)[];
};

/** How an instance stands to the others of its service. */
export type SpreadShare = {
  /** Of the requests while it served; 0 to 1. Null: it served none. */
  share: number | null;
  /** By weight, among those that served at the time; null as well when it was alone all the time. */
  expectedShare: number | null;
  /** share / expectedShare − 1: −0.5 got half of what its weight asks for. */
  skewRatio: number | null;
  /** share / expectedShare by bucket. */
  ratios: (number | null)[];
  /** Buckets in which it got much more or less than its weight, or took much longer than the others. */
  uneven: Stretch[];
  slow: Stretch[];
};

/** Buckets from `from` to before `to`. */
export type Stretch = { from: number; to: number };

/** Looked at together, so that chance does not count. */
const WINDOW_SECONDS = 60;
/** So many windows in a row make a stretch. */
const LEAST_WINDOWS = 2;
/** Fewer requests in a window tell nothing. */
const LEAST_COUNT = 20;
/** More or less than its share by this much is uneven … */
const UNEVEN_RATIO = 0.25;
/** … if chance does not make as much: in standard deviations of a count. */
const UNEVEN_DEVIATIONS = 3;
/** So many times the others' mean is slow. */
const SLOW_TIMES = 1.5;

type Totals = { count: number; sum: number };

/** Shares, and stretches in which instances stood out; in the order of `members`. */
export function spreadOf(members: readonly SpreadMember[], stepSeconds: number): SpreadShare[] {
  const buckets = Math.max(0, ...members.map(({ counts }) => counts.length));
  const spans = members.map(({ counts }) => servingSpan(counts));
  const expected = members.map(() => new Array<number>(buckets).fill(0));
  const whole = new Array<number>(buckets).fill(0);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const serving = members.flatMap((member, i) =>
      isWithin(spans[i], bucket) ? [[member, i]] : [],
    );
    addBucket(bucket, serving as [SpreadMember, number][], { expected, whole });
  }
  return members.map((member, i) => {
    const own = { member, span: spans[i], expected: expected[i] ?? [], whole, members };
    return { ...sharesOf(own), ...stretchesOf(own, stepSeconds) };
  });
}

function addBucket(
  bucket: number,
  serving: readonly [SpreadMember, number][],
  into: { expected: number[][]; whole: number[] },
): void {
  const total = serving.reduce((sum, [{ counts }]) => sum + (counts[bucket] ?? 0), 0);
  const weights = serving.reduce((sum, [{ weight }]) => sum + (weight ?? 1), 0);
  into.whole[bucket] = total;
  for (const [{ weight }, i] of serving) {
    const own = into.expected[i];
    if (own) own[bucket] = weights > 0 ? (total * (weight ?? 1)) / weights : 0;
  }
}

type Span = { first: number; last: number } | undefined;

/** From the first bucket with a request to the last: an instance may get nothing in between and is there. */
function servingSpan(counts: readonly (number | null)[]): Span {
  const first = counts.findIndex((count) => (count ?? 0) > 0);
  if (first === -1) return undefined;
  return { first, last: counts.findLastIndex((count) => (count ?? 0) > 0) };
}

const isWithin = (span: Span, bucket: number): boolean =>
  span !== undefined && bucket >= span.first && bucket <= span.last;

type Own = {
  member: SpreadMember;
  span: Span;
  expected: readonly number[];
  whole: readonly number[];
  members: readonly SpreadMember[];
};

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

function sharesOf({ member, span, expected, whole }: Own) {
  const ratios = whole.map((_, bucket) => {
    const due = expected[bucket] ?? 0;
    return isWithin(span, bucket) && due > 0 ? (member.counts[bucket] ?? 0) / due : null;
  });
  const among = sum(whole.filter((_, bucket) => isWithin(span, bucket)));
  const due = sum(expected);
  const got = sum(member.counts.map((count) => count ?? 0));
  const isAlone = due === among;
  return {
    share: among > 0 ? got / among : null,
    expectedShare: among > 0 && !isAlone ? due / among : null,
    skewRatio: due > 0 && !isAlone ? got / due - 1 : null,
    ratios,
  };
}

function stretchesOf(own: Own, stepSeconds: number): { uneven: Stretch[]; slow: Stretch[] } {
  const { member, expected, whole, members } = own;
  const width = Math.max(1, Math.ceil(WINDOW_SECONDS / stepSeconds));
  const uneven: boolean[] = [];
  const slow: boolean[] = [];
  for (let from = 0; from < whole.length; from += width) {
    const to = Math.min(from + width, whole.length);
    const mine = totalsOf([member], from, to);
    const others = totalsOf(
      members.filter((other) => other !== member),
      from,
      to,
    );
    uneven.push(isUneven(mine.count, sum(expected.slice(from, to)), others.count));
    slow.push(isSlow(mine, others));
  }
  return { uneven: runsOf(uneven, width, whole.length), slow: runsOf(slow, width, whole.length) };
}

function totalsOf(members: readonly SpreadMember[], from: number, to: number): Totals {
  const totals = { count: 0, sum: 0 };
  for (const { counts, means } of members) {
    for (let bucket = from; bucket < to; bucket++) {
      const count = counts[bucket] ?? 0;
      totals.count += count;
      totals.sum += count * (means[bucket] ?? 0);
    }
  }
  return totals;
}

function isUneven(count: number, due: number, others: number): boolean {
  if (due < LEAST_COUNT || others < 1) return false;
  const off = Math.abs(count - due);
  return off > UNEVEN_RATIO * due && off > UNEVEN_DEVIATIONS * Math.sqrt(due);
}

function isSlow(mine: Totals, others: Totals): boolean {
  if (mine.count < LEAST_COUNT || others.count < LEAST_COUNT) return false;
  return mine.sum / mine.count >= (SLOW_TIMES * others.sum) / others.count && mine.sum > 0;
}

/** Runs of at least two windows, in buckets. */
function runsOf(flags: readonly boolean[], width: number, buckets: number): Stretch[] {
  const runs: Stretch[] = [];
  for (let at = 0; at < flags.length; at++) {
    if (!flags[at]) continue;
    let end = at;
    while (flags[end]) end++;
    if (end - at >= LEAST_WINDOWS) {
      runs.push({ from: at * width, to: Math.min(end * width, buckets) });
    }
    at = end;
  }
  return runs;
}

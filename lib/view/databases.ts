import type {
  DatabaseFigures,
  DatabaseGroup,
  DatabasesResponse,
} from "@/lib/contract/databases.ts";
import { type ConcernStatus, rankOfStatus, worstStatus } from "@/lib/domain/concern-status.ts";
import {
  type DatabaseTrouble,
  databaseName,
  databaseTroubles,
} from "@/lib/domain/database-troubles.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { troubleKind, troubleText } from "./database-words.ts";
import { formatCount, formatRate, joined } from "./format.ts";
import type { Condition, SentencePart } from "./sentence.ts";

/** A database as one service uses it, in the table. */
export type DatabaseRow = {
  id: string;
  status: ConcernStatus;
  text: string;
  key: DatabaseGroup["key"];
  /** "postgresql/shop". */
  name: string;
  totals: DatabaseFigures;
  previous: DatabaseFigures | null;
  /** p95 by bucket. */
  p95s: readonly (number | null)[];
  /** What is wrong with it, its pools, its replicas and its queries, worst first. */
  troubles: readonly DatabaseTrouble[];
  group: DatabaseGroup;
};

/** Every database, trouble first, then by the time that its operations took. */
export function toDatabaseRows(answer: DatabasesResponse): DatabaseRow[] {
  const troubles = databaseTroubles(answer);
  return answer.groups
    .map((group): DatabaseRow => {
      const { key, totals, points } = group;
      const name = databaseName(key);
      const own = troubles.filter((trouble) => isAbout(trouble, key));
      const isTold = totals.operationCount !== null || totals.backends !== null;
      return {
        id: JSON.stringify(Object.values(key)),
        status: own.length > 0 ? worstStatus(own.map(({ status }) => status)) : quiet(isTold),
        text: `${name} ${key.service} ${key.environment}`,
        ...{ key, name, totals, troubles: own, group },
        previous: group.previous?.totals ?? null,
        p95s: points.map(({ p95Ms }) => p95Ms),
      };
    })
    .sort(
      (a, b) =>
        rankOfStatus(a.status) - rankOfStatus(b.status) ||
        (b.totals.totalMs ?? 0) - (a.totals.totalMs ?? 0) ||
        a.id.localeCompare(b.id),
    );
}

const quiet = (isTold: boolean): ConcernStatus => (isTold ? "ok" : "unknown");

/** A pool does not say of which system it is; what tells of one database is about that one alone. */
const isAbout = (trouble: DatabaseTrouble, key: DatabaseGroup["key"]): boolean =>
  serviceKeyText(trouble.key) === serviceKeyText(key) &&
  (trouble.system === "" || trouble.system === key.system) &&
  ((trouble.kind !== "errors" && trouble.kind !== "deadlocks") ||
    trouble.name === databaseName(key));

/** Where a trouble is looked at: an N+1's trace, else the page for its service. */
export type TroubleHref = (trouble: DatabaseTrouble) => string;

/** So many troubles are said in the sentence; the rest are counted. */
const MOST_SAID = 3;

/** What the page says first. */
export function databasesCondition(
  answer: DatabasesResponse,
  { zone, hrefOf }: { zone: string; hrefOf: TroubleHref },
): Condition {
  const troubles = databaseTroubles(answer);
  if (troubles.length > 0) {
    const [first] = troubles;
    const rest = troubles.length - MOST_SAID;
    const said = troubles
      .slice(0, MOST_SAID)
      .flatMap((trouble, i) => [...partsOf(trouble, { zone, hrefOf, isFirst: i === 0 })]);
    const more: SentencePart[] = rest > 0 ? [{ text: `And ${rest} more.`, tone: "reason" }] : [];
    return { status: first?.status ?? "warning", parts: [...said, ...more] };
  }
  const { groups } = answer;
  if (groups.length + answer.pools.length + answer.replicas.length === 0) {
    return { status: "unknown", parts: [{ text: "No database was asked.", tone: "fact" }] };
  }
  const rate = sumOf(groups.map(({ totals }) => totals.throughputPerSecond));
  const services = new Set(groups.map(({ key }) => serviceKeyText(key))).size;
  const count = groups.length === 1 ? "1 database answers" : `${groups.length} databases answer`;
  return {
    status: "ok",
    parts: [
      { text: `${count} without trouble. `, tone: "fact" },
      {
        text: `${joined(formatRate(rate))} operations from ${formatCount(services)} ${services === 1 ? "service" : "services"}.`,
        tone: "reason",
      },
    ],
  };
}

function partsOf(
  trouble: DatabaseTrouble,
  { zone, hrefOf, isFirst }: { zone: string; hrefOf: TroubleHref; isFirst: boolean },
): SentencePart[] {
  const tone = isFirst ? "fact" : "reason";
  const { service }: ServiceKey = trouble.key;
  return [
    { text: troubleKind(trouble), tone },
    { text: trouble.name, tone: isFirst ? "name" : "reason", href: hrefOf(trouble) },
    { text: ` of ${service} `, tone },
    { text: troubleText(trouble, zone), tone: isFirst ? trouble.status : "reason" },
    { text: ". ", tone },
  ];
}

/** The sum of those that are known; null: none is. */
export const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

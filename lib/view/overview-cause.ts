import type { OverviewService } from "@/lib/contract/overview.ts";
import { rankOfStatus } from "@/lib/domain/concern-status.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import type { Breach } from "./breach.ts";
import type { SentencePart } from "./sentence.ts";
import { type Happening, happeningsOf, type Trouble, troublesOf } from "./service-troubles.ts";

/** What the concerns tell of one service. */
export type ToldService = {
  key: ServiceKey;
  happenings: readonly Happening[];
  troubles: readonly Trouble[];
};

/** The page of a concern, for one service. */
export type ConcernHref = (concern: Happening["concern"], key: ServiceKey) => string;

/** What began so long before a breach may be its cause. */
const BEFORE_MS = 15 * 60_000;
/** A cause may be seen so much later than what it does: metrics are exported once a minute. */
const AFTER_MS = 2 * 60_000;

/** Everything that the concerns tell, by service. */
export const tellServices = (services: readonly OverviewService[], zone: string): ToldService[] =>
  services.map((service) => {
    const { namespace, environment } = service;
    const happenings = happeningsOf(service, zone);
    const key = { namespace, service: service.service, environment };
    return { key, happenings, troubles: troublesOf(happenings) };
  });

/** A happening with whose it is. */
export type Told<One extends Happening = Happening> = { key: ServiceKey; one: One };

/** What is worth a mark anywhere, the worst first. */
export const allTroubles = (told: readonly ToldService[]): Told<Trouble>[] =>
  told
    .flatMap(({ key, troubles }) => troubles.map((one) => ({ key, one })))
    .toSorted((a, b) => rankOfStatus(a.one.status) - rankOfStatus(b.one.status));

/**
 * What may be why a service breaks its objective: what began nearest to the breach, in the service itself, else in
 * another one of its environment. Null: nothing that is told lies near.
 */
export function likelyCause(
  key: ServiceKey,
  breach: Breach | null,
  told: readonly ToldService[],
): Told | null {
  const isOwn = (one: ToldService) => serviceKeyText(one.key) === serviceKeyText(key);
  const own = told.filter(isOwn);
  if (breach === null) {
    const [first] = allTroubles(own);
    return first ?? null;
  }
  const others = told.filter((one) => !isOwn(one) && one.key.environment === key.environment);
  return nearest(own, breach) ?? nearest(others, breach);
}

function nearest(told: readonly ToldService[], { fromMs }: Breach): Told | null {
  const near = told.flatMap(({ key, happenings }) =>
    happenings.flatMap((one) => {
      const lead = one.atMs === null ? null : fromMs - one.atMs;
      return lead === null || lead > BEFORE_MS || lead < -AFTER_MS
        ? []
        : [{ key, one, distance: Math.abs(lead) }];
    }),
  );
  const [first] = near.toSorted(
    (a, b) => rankOfStatus(a.one.status) - rankOfStatus(b.one.status) || a.distance - b.distance,
  );
  return first ? { key: first.key, one: first.one } : null;
}

/** "The cache users/l2 of users fell from 94 % to 61 % at 14:01." `own`: of the service that was just named. */
export function happeningParts(
  { key, one }: Told,
  { own, tone, href }: { own: boolean; tone: "fact" | "reason"; href: ConcernHref },
): SentencePart[] {
  return [
    { text: `${own ? "Its" : "The"} ${one.kind} `, tone },
    { text: one.name, tone, href: href(one.concern, key) },
    { text: `${own || one.name === key.service ? "" : ` of ${key.service}`} ${one.did}.`, tone },
  ];
}

import type { JourneyChecklistItem, JourneyResponse } from "@/lib/contract/journey.ts";
import { STAGE_ENDS, STAGES, type Stage } from "@/lib/domain/journey.ts";
import { formatCount, UNKNOWN } from "./format.ts";

/** One stage of the journey with what it asks for. */
export type JourneyStep = {
  stage: Stage;
  /** "Growth". */
  title: string;
  /** "up to 100,000 users a day". */
  reach: string;
  isCurrent: boolean;
  /** Reached, or not known whether. */
  isAskedFor: boolean;
  items: readonly JourneyChecklistItem[];
  /** "5 of 8 seen". */
  summary: string;
};

const TITLES: Record<Stage, string> = { prototype: "Prototype", growth: "Growth", scale: "Scale" };

function reachOf(stage: Stage): string {
  const end = STAGE_ENDS[stage];
  if (end !== null) return `up to ${formatCount(end)} users a day`;
  const before = STAGE_ENDS[STAGES[STAGES.indexOf(stage) - 1] ?? stage];
  return `more than ${formatCount(before)} users a day`;
}

/** The stages in their order. */
export const journeySteps = ({ stage: current, checklist }: JourneyResponse): JourneyStep[] =>
  STAGES.map((stage) => {
    const items = checklist.filter((item) => item.stage === stage);
    const seen = items.filter(({ isSeen }) => isSeen).length;
    return {
      stage,
      title: TITLES[stage],
      reach: reachOf(stage),
      isCurrent: stage === current,
      isAskedFor: items.some(({ isAskedFor }) => isAskedFor),
      items,
      summary: `${seen} of ${items.length} seen`,
    };
  });

/** "Growth, with about 4,210 users a day: 2 of the 11 things that it asks for are not seen." */
export function journeySentence({ stage, usersPerDay, checklist }: JourneyResponse): string {
  if (stage === null) {
    return "The stage is not known: no request names its user by enduser.id, user.id or session.id.";
  }
  const asked = checklist.filter(({ isAskedFor }) => isAskedFor);
  const missing = asked.filter(({ isSeen }) => !isSeen).length;
  const verdict =
    missing === 0
      ? `all ${asked.length} things that it asks for are seen`
      : `${missing} of the ${asked.length} things that it asks for ${missing === 1 ? "is" : "are"} not seen`;
  return `${TITLES[stage]}, with about ${formatCount(usersPerDay)} users on the busiest of seven days: ${verdict}.`;
}

/** "gateway: 3 instances, users/redis l2 and 4 more". */
export function evidenceText({ evidence, evidenceCount }: JourneyChecklistItem): string {
  if (evidenceCount === 0) return "not seen in the last hour";
  const more = evidenceCount - evidence.length;
  return `${evidence.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** "Mon 24: 4,210", each with its share of the busiest for a bar; null: nobody was named. */
export function userBars({ days }: JourneyResponse) {
  const most = Math.max(1, ...days.map(({ users }) => users ?? 0));
  return days.map(({ day, users }) => ({
    day,
    text: users === null ? UNKNOWN : formatCount(users),
    share: users === null ? null : users / most,
  }));
}

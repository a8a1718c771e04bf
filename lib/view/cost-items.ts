import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { addDays, dayStartMs } from "@/lib/domain/cost-days.ts";
import { dayLabel, daysLabel, monthName } from "./cost-days.ts";
import type { Lane } from "./lane.ts";
import { formatMoney, formatMoneyChange } from "./money.ts";

type CostEvent = Extract<TimelineEvent, { source: "cost" }>;

/** Something that bills tell of. */
export type CostItem = {
  id: string;
  /** Start and end; of days whole ones, UTC. */
  fromMs: number;
  toMs: number | null;
  title: string;
  note: string;
  status: CostEvent["status"];
  /** Where costs of that time are shown, without the bar. */
  path: string;
};

/** What bills tell of, newest first. */
export const costItemsOf = (events: readonly TimelineEvent[]): CostItem[] =>
  events.flatMap((event) => (event.source === "cost" ? [toItem(event)] : []));

function toItem(event: CostEvent): CostItem {
  const { id, title, status, from, through } = event;
  const isOfDays = event.kind === "anomaly" || event.kind === "budget";
  return {
    ...{ id, title, status, note: noteOf(event) },
    fromMs: isOfDays ? dayStartMs(from) : Date.parse(event.at),
    toMs: isOfDays ? dayStartMs(addDays(through, 1)) : null,
    path: `/costs?month=${(event.kind === "bill" ? through : from).slice(0, 7)}`,
  };
}

function noteOf({ kind, from, through, isOngoing, currency, amount }: CostEvent): string {
  const unit = currency ?? "";
  switch (kind) {
    case "anomaly":
      return `${formatMoney(amount, unit)} over what was expected, ${daysLabel(from, through)} UTC${isOngoing ? ", still going" : ""}`;
    case "budget":
      return `${formatMoney(amount, unit)} for ${monthName(from)}, on ${dayLabel(from)} UTC`;
    case "bill":
      return "days after it are not billed as a whole yet";
    case "correction":
      return `${formatMoneyChange(amount ?? "0", unit)} for ${daysLabel(from, through)} UTC`;
  }
}

/** What bills tell of, as a lane of the timeline; days are as long as they are. */
export const costLane = (events: readonly TimelineEvent[]): Lane => ({
  ...{ id: "costs", label: "Costs" },
  marks: costItemsOf(events).map((item) => ({
    ...{ id: `cost ${item.id}`, kind: "cost", fromMs: item.fromMs, toMs: item.toMs },
    ...{ label: item.title, title: `${item.title}: ${item.note}`, path: item.path },
    loud: item.status === "critical",
  })),
});

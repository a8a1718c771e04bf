"use client";

import { useQueryState } from "nuqs";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import { monthLabel } from "@/lib/view/cost-days.ts";
import { costParsers } from "./costs-state.ts";

type Props = { month: string; completeThrough: string | null; isFiltered: boolean };

/** Nothing is billed in the month: where the last bill is, or how to send one. */
export function NoBill({ month, completeThrough, isFiltered }: Props) {
  const [, setMonth] = useQueryState("month", costParsers.month);
  const last = completeThrough?.slice(0, 7) ?? null;
  if (last !== null && last !== month) {
    return (
      <EmptyState title={`No bill tells of ${monthLabel(month)}`}>
        <p>The last day that is told as a whole is {completeThrough}.</p>
        <Button className="mt-3" onClick={() => void setMonth(last)}>
          Show {monthLabel(last)}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={isFiltered ? "No such charges in this month" : "No bill yet"}>
      <p>
        Costs appear with the first bill: a FOCUS 1.0 to 1.2 file as AWS, Azure, Google Cloud and
        Oracle export it, plain or gzipped. A file that comes again takes the place of the first.
      </p>
      <pre className="mt-3 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">
        {`curl -X POST -H "Authorization: Bearer KEY" -H "content-type: text/csv" \\
  --data-binary @focus.csv "${typeof window === "undefined" ? "" : window.location.origin}/api/v1/costs/import?format=focus"`}
      </pre>
    </EmptyState>
  );
}

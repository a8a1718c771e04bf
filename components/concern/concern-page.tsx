"use client";

import type { ReactNode } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { CopyLink } from "@/components/ui/copy-link.tsx";
import { FigureStrip, FigureStripSkeleton } from "@/components/ui/figure-strip.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton, EmptyState, Reloading, RowsSkeleton } from "@/components/ui/states.tsx";
import type { Figure } from "@/lib/view/figure.ts";
import { rangeWords } from "@/lib/view/ranges.ts";
import type { Condition as ConditionModel } from "@/lib/view/sentence.ts";

const NOW_STEP_MS = 10_000;
const FIGURES = 5;

/** The state of the page's main question, as TanStack Query gives it. */
type Question = {
  data: { from: string; to: string } | undefined;
  error: Error | null;
  isPlaceholderData: boolean;
  refetch: () => unknown;
};

type Props = {
  question: Question;
  /** What the page is of: "Caches". */
  label: string;
  /** What is missing when the question fails, as a sentence. */
  missing: string;
  /** Null: not known yet. */
  condition: ConditionModel | null;
  figures: readonly Figure[] | null;
  /** Absent: there is something to show. Said in place of everything but the condition. */
  empty?: { title: string; children: ReactNode } | undefined;
  /** Beside the link to what is shown. */
  actions?: ReactNode;
  /** Charts, cards and the table; drawn when the question is answered. */
  children: ReactNode;
};

/** The pattern of every concern's page: its condition in one sentence, figures, charts, the table of things. */
export function ConcernPage(props: Props) {
  const { question, label, missing, condition, figures, empty, actions, children } = props;
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const { data, error } = question;
  if (error && !data) {
    return (
      <Card>
        <QueryError error={error} missing={missing} onRetry={() => void question.refetch()} />
      </Card>
    );
  }
  if (!data || !condition) return <ConcernSkeleton />;
  const range = { fromMs: Date.parse(data.from), toMs: Date.parse(data.to) };
  return (
    <>
      <Condition
        condition={condition}
        actions={
          <>
            <CopyLink range={range} />
            {actions}
          </>
        }
      />
      {empty ? (
        <Card>
          <EmptyState title={empty.title}>{empty.children}</EmptyState>
        </Card>
      ) : (
        <>
          {figures && <FigureStrip label={label} figures={figures} />}
          <Reloading active={question.isPlaceholderData} what={rangeWords(bar, { nowMs, zone })}>
            <div className="space-y-4">{children}</div>
          </Reloading>
        </>
      )}
    </>
  );
}

function ConcernSkeleton() {
  return (
    <>
      <ConditionSkeleton />
      <FigureStripSkeleton cells={FIGURES} />
      <Card>
        <ChartSkeleton height={320} />
      </Card>
      <Card>
        <RowsSkeleton rows={8} />
      </Card>
    </>
  );
}

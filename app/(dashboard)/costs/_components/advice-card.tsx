"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { costAdviceQuery, setDismissed } from "@/lib/client/costs.ts";
import type { Params } from "@/lib/client/query-client.ts";
import type { CostAdvice, CostAdviceResponse } from "@/lib/contract/cost-advice.ts";
import type { AdviceKind } from "@/lib/domain/cost-advice.ts";
import { adviceBySize, adviceNote } from "@/lib/view/cost-advice.ts";
import { formatMoney } from "@/lib/view/money.ts";
import { AdviceBarsChart } from "./advice-bars.tsx";

const KINDS: Record<AdviceKind, string> = {
  cache: "Value of caches",
  "n-plus-one": "Cost of N+1",
  idle: "Idle instances",
  spot: "Spot instances",
  cdn: "Static files without a CDN",
};
const BARS = { high: 3, medium: 2, low: 1 } as const;

/** What could be saved, each with what it rests on, and what could not be judged. */
export function AdviceCard({ question, least }: { question: Params; least: number }) {
  const answer = useQuery(costAdviceQuery(question));
  const [isShowingAll, setShowingAll] = useState(false);
  const [isShowingSmall, setShowingSmall] = useState(false);
  const client = useQueryClient();
  const dismissal = useMutation({
    mutationFn: setDismissed,
    onSuccess: () => client.invalidateQueries({ queryKey: ["costs", "advice"] }),
  });
  const { data, error } = answer;
  if (error && !data) {
    return (
      <Card>
        <QueryError
          error={error}
          missing="What could be saved is not known."
          onRetry={() => void answer.refetch()}
        />
      </Card>
    );
  }
  const dismissedCount = data?.advice.filter(({ dismissed }) => dismissed).length ?? 0;
  const wanted = data?.advice.filter(({ dismissed }) => isShowingAll || !dismissed) ?? [];
  const { shown, small } = adviceBySize(wanted, isShowingSmall ? 0 : least);
  return (
    <Card>
      <CardHeader
        title="Advice"
        note={data ? adviceNote(data) : undefined}
        actions={
          dismissedCount > 0 && (
            <Button
              kind="bare"
              aria-pressed={isShowingAll}
              onClick={() => setShowingAll(!isShowingAll)}
            >
              Dismissed, {dismissedCount}
            </Button>
          )
        }
      />
      {dismissal.error && (
        <p role="alert" className="px-4 pt-3 text-12 text-critical">
          {dismissal.error.message}
        </p>
      )}
      {!data ? (
        <RowsSkeleton rows={3} />
      ) : (
        <>
          {shown.length === 0 && (
            <p className="px-4 py-6 text-text-2">Nothing was found that would save money.</p>
          )}
          <ul
            aria-label="Advice"
            className="grid gap-px overflow-hidden tablet:grid-cols-2 wide:grid-cols-4"
          >
            {shown.map((advice) => (
              <Piece
                key={advice.id}
                advice={advice}
                currency={data.currency ?? ""}
                onDismiss={() =>
                  dismissal.mutate({ id: advice.id, isDismissed: advice.dismissed === null })
                }
              />
            ))}
          </ul>
          {small.length > 0 && (
            <p className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2 text-12 text-text-3">
              {small.length} more, worth{" "}
              {formatMoney(
                small.reduce((sum, { perMonth }) => sum + Number(perMonth), 0),
                data.currency ?? "",
              )}{" "}
              a month together
              <Button kind="bare" onClick={() => setShowingSmall(true)}>
                Show
              </Button>
            </p>
          )}
          <Missing answer={data} />
        </>
      )}
    </Card>
  );
}

type PieceProps = { advice: CostAdvice; currency: string; onDismiss: () => void };

function Piece({ advice, currency, onDismiss }: PieceProps) {
  const hrefOf = useHref();
  const { kind, title, perMonth, confidence, evidence, bars, assumptions, page, dismissed } =
    advice;
  const isWorth = kind === "cache";
  return (
    <li className="flex min-w-0 flex-col p-4 outline-1 outline-line">
      <div className="flex flex-wrap items-center gap-x-2">
        <span className="text-18 font-semibold whitespace-nowrap">
          {isWorth ? "" : "−"}
          {formatMoney(perMonth, currency)}
          <span className="ml-1 text-12 font-normal text-text-3">
            {isWorth ? "saved a month" : "/month, estimated"}
          </span>
        </span>
        <span className="ml-auto flex items-center gap-1.5 text-12 text-text-2">
          <span aria-hidden className="flex gap-0.5">
            {[1, 2, 3].map((bar) => (
              <span
                key={bar}
                className={`h-1 w-2 rounded-1 ${bar <= BARS[confidence] ? "bg-text-2" : "bg-line-strong"}`}
              />
            ))}
          </span>
          <span className="sr-only">Confidence </span>
          <span className="capitalize">{confidence}</span>
        </span>
      </div>
      <p className="mt-1 font-semibold break-words">{title}</p>
      {bars && bars.bars.length > 1 && <AdviceBarsChart bars={bars} />}
      {evidence.map((text) => (
        <p key={text} className="mt-2 text-12 break-words text-text-2">
          {text}
        </p>
      ))}
      <p className="mt-2 text-12 text-text-3">Assumes: {assumptions.join(" ")}</p>
      <p className="mt-auto flex items-center gap-3 pt-3 text-12">
        <Link href={hrefOf(page)} className="text-accent hover:underline max-tablet:py-3">
          Evidence
        </Link>
        <span className="truncate text-text-3">
          {dismissed ? `dismissed by ${dismissed.by}` : KINDS[kind]}
        </span>
        <Button kind="bare" className="ml-auto" onClick={onDismiss}>
          {dismissed ? "Restore" : "Dismiss"}
        </Button>
      </p>
    </li>
  );
}

function Missing({ answer }: { answer: CostAdviceResponse }) {
  if (answer.missing.length === 0) return null;
  return (
    <div className="border-t border-line px-4 py-3 text-12 text-text-3">
      <p>Not judged, for want of data:</p>
      <ul className="mt-1 space-y-1">
        {answer.missing.map(({ kind, needs }) => (
          <li key={kind}>
            <span className="font-medium text-text-2">{KINDS[kind]}</span> needs: {needs}
          </li>
        ))}
      </ul>
    </div>
  );
}
